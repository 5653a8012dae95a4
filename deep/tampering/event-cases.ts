// Rows of the log edited by hand: every column of the rows that a decision consists of, and the facts that it rests on.
import { agree, editEvent, setColumn } from './edit-rows.ts'
import type { StageName } from './open-stages.ts'
import type { Tampering } from './tampering.ts'

type Json = Record<string, unknown>
const stageNames = ['plan', 'command', 'setup', 'signature'] as const
const asks = /not as Countersign wrote it|is missing|were removed/

const columns: [column: string, sql: string][] = [
  ['actor', `'{"kind":"person","userId":"somebody","name":"Somebody"}'`],
  ['actor', `'{"kind":"runner","runId":"x","epoch":1}'`],
  ['time', `at - interval '1 day'`],
  ['mac', 'NULL'],
  ['mac', `repeat('0', 64)`],
  ['mac', `(SELECT mac FROM "Event" e WHERE e."sessionId" = "Event"."sessionId" AND e.seq = 1)`],
  ['version', 'version + 1'],
  ['command id', `'another'`],
  ['ordinal', 'ordinal + 7'],
]
const columnNames: Record<string, string> = { time: 'at', 'command id': 'commandId' }
const spoken: Record<string, string> = {
  NULL: 'removed',
  "repeat('0', 64)": 'zeroed',
}

const editedColumns: Tampering[] = (['command', 'signature'] as const).flatMap((stage) =>
  columns.map(([column, sql], position) => ({
    name: `${stage}: ${column} of the decision's row ${spoken[sql] ?? 'replaced'} (${position + 1})`,
    stage,
    tamper: (at, one) => setColumn(at, one, 'approval.decided', columnNames[column] ?? column, sql),
    says: asks,
  })),
)

/** Payload fields: [what, how]. Applied to the row, and everything that repeats the log agrees with it afterwards. */
const decided: [string, (payload: Json) => void][] = [
  [
    'approval id',
    (p) => {
      p.approvalId = 'another'
    },
  ],
  [
    'digest',
    (p) => {
      p.digest = '0'.repeat(64)
    },
  ],
  [
    'reason',
    (p) => {
      p.reason = 'Never said.'
    },
  ],
  [
    'person',
    (p) => {
      p.person = { kind: 'person', userId: 'somebody', name: 'Somebody' }
    },
  ],
  [
    "person's name",
    (p) => {
      ;(p.person as Json).name = 'Somebody Else'
    },
  ],
  [
    'token',
    (p) => {
      ;(p.person as Json).token = { id: 'x', name: 'another token' }
    },
  ],
  [
    'time',
    (p) => {
      p.decidedAt = '2020-01-01T00:00:00.000Z'
    },
  ],
  [
    'mac',
    (p) => {
      p.mac = '0'.repeat(64)
    },
  ],
  [
    'payload, by a field more',
    (p) => {
      p.more = true
    },
  ],
]
const editedDecisions: Tampering[] = stageNames.flatMap((stage) =>
  decided.map(([what, change]) => ({
    name: `${stage}: ${what} of the decision edited`,
    stage,
    tamper: (at, one) => editEvent(at, one, 'approval.decided', change),
    says: asks,
  })),
)

const requested: [string, (payload: Json) => void][] = [
  [
    'digest',
    (p) => {
      p.digest = '0'.repeat(64)
    },
  ],
  [
    'rule',
    (p) => {
      p.rule = 'Nothing to worry about.'
    },
  ],
  [
    'required count',
    (p) => {
      p.required = Number(p.required) + 1
    },
  ],
  [
    'approval id',
    (p) => {
      p.approvalId = 'another'
    },
  ],
  [
    'call',
    (p) => {
      p.callId = 'call_of_another'
    },
  ],
]
const editedRequests: Tampering[] = stageNames.flatMap((stage) =>
  requested.map(([what, change]) => ({
    name: `${stage}: ${what} of the request edited`,
    stage,
    tamper: (at, one) => editEvent(at, one, 'approval.requested', change),
    says: asks,
  })),
)

const fact = (
  stage: StageName,
  type: string,
  what: string,
  change: (payload: Json) => void,
  fits?: (payload: Json) => boolean,
): Tampering => ({
  name: `${stage}: ${what}, and the state with it`,
  stage,
  async tamper(at, one) {
    await editEvent(at, one, type, change, fits)
    await agree(at, one)
  },
  says: asks,
})
const merged = (payload: Json) => payload.purpose === 'merged'
const facts: Tampering[] = [
  fact(
    'signature',
    'check.finished',
    'outcome of the checks written as passed with a note',
    (p) => {
      p.counted = ['one']
    },
    merged,
  ),
  fact(
    'signature',
    'check.finished',
    'results of the checks replaced',
    (p) => {
      p.results = [{ checkId: 'c', outcome: 'passed' }]
    },
    merged,
  ),
  fact(
    'signature',
    'check.finished',
    'digest of the checks replaced',
    (p) => {
      p.digest = '1'.repeat(64)
    },
    merged,
  ),
  fact(
    'signature',
    'check.finished',
    'tree of the checks replaced',
    (p) => {
      p.tree = '1'.repeat(40)
    },
    merged,
  ),
  fact('signature', 'review.submitted', 'an accepted hunk rejected in the review', (p) => {
    ;(p.decisions as Json[])[0]!.decision = 'reject'
  }),
  fact(
    'signature',
    'review.submitted',
    'a decision removed from the review',
    (p) => void (p.decisions as Json[]).pop(),
  ),
  fact('signature', 'review.submitted', 'a message put into the review', (p) => {
    p.message = 'All good.'
  }),
  fact('signature', 'review.opened', 'a hunk taken out of the round', (p) => void (p.hunks as Json[]).pop()),
  fact('signature', 'review.opened', 'the reviewed tree replaced', (p) => {
    p.tree = p.baseTree
  }),
  fact('signature', 'tree.built', 'the accepted tree replaced', (p) => {
    p.acceptedTree = `${p.mergedTree}0`
  }),
  fact('signature', 'tree.built', 'the merged tree replaced', (p) => {
    p.mergedTree = '2'.repeat(40)
  }),
  fact('signature', 'tree.built', 'the head that was built on replaced', (p) => {
    p.targetHead = p.acceptedCommit
  }),
  fact('signature', 'tree.built', 'the accepted commit replaced', (p) => {
    p.acceptedCommit = p.targetHead
  }),
  fact('signature', 'base.resolved', "the session's base replaced", (p) => {
    p.commit = '3'.repeat(40)
  }),
  fact('signature', 'snapshot.taken', 'the snapshot replaced', (p) => {
    p.tree = '4'.repeat(40)
  }),
  fact('signature', 'session.created', 'two required signatures made one', (p) => {
    p.requiredSignatures = 1
  }),
  fact('signature', 'session.created', 'the target branch replaced', (p) => {
    p.targetBranch = 'another'
  }),
  fact('signature', 'session.created', 'a check added', (p) => {
    p.checks = [{ id: 'c', name: 'c', command: 'true', report: null }]
  }),
  fact('command', 'model.replied', "the model's call edited", (p) => {
    ;(p.toolCalls as Json[])[0]!.arguments = '{"cmd":"id"}'
  }),
  fact('command', 'session.created', 'the desired state edited', (p) => {
    p.desiredState = 'Another.'
  }),
  fact('setup', 'base.resolved', 'the base tree replaced', (p) => {
    p.tree = '5'.repeat(40)
  }),
  fact('plan', 'plan.proposed', 'the proposal alone edited', (p) => {
    p.summary = 'Another.'
  }),
]

const rows: Tampering[] = stageNames.flatMap((stage) => [
  {
    name: `${stage}: the decision's row removed`,
    stage,
    tamper: ({ here }, { sessionId }) =>
      here.db.event.deleteMany({ where: { sessionId, type: 'approval.decided' } }),
    says: asks,
  },
  {
    name: `${stage}: the decision and what followed moved one number on`,
    stage,
    tamper: ({ here }, { sessionId }) => here.db.$executeRaw`
      UPDATE "Event" SET seq = seq + 1000 WHERE "sessionId" = ${sessionId}
        AND seq >= (SELECT min(seq) FROM "Event" WHERE "sessionId" = ${sessionId} AND type = 'approval.decided')`,
    says: asks,
  },
  {
    name: `${stage}: the request's row made another kind of event`,
    stage,
    tamper: (at, one) => setColumn(at, one, 'approval.requested', 'type', `'approval.carried'`),
    says: asks,
  },
])

export const eventCases: Tampering[] = [
  ...editedColumns,
  ...editedDecisions,
  ...editedRequests,
  ...facts,
  ...rows,
]
