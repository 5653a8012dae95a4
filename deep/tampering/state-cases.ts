// The stored state of a session made to say what its log does not. It is made again from the log, and a person looks before it goes on.
import type { StageName, Stages } from './open-stages.ts'
import { elsewhere } from './replay-cases.ts'
import type { Tampering } from './tampering.ts'

type Json = Record<string, unknown>
type Edit = [what: string, stage: StageName, change: (state: Json, at: Stages) => void, waiting?: true]
const part = (state: Json, name: string) => state[name] as Json
/** And a runner is to take it up. */
function forge(state: Json, values: Json): void {
  part(state, 'run').status = 'queued'
  Object.assign(state, values)
}
const states: Edit[] = [
  [
    'the merged tree',
    'signature',
    (s) => {
      part(s, 'build').mergedTree = '1'.repeat(40)
    },
  ],
  [
    'the head it was built on',
    'signature',
    (s) => {
      part(s, 'build').targetHead = '1'.repeat(40)
    },
  ],
  [
    'the digest of the checks',
    'signature',
    (s) => {
      part(s, 'checks').digest = '1'.repeat(64)
    },
  ],
  [
    'the outcome of the checks',
    'signature',
    (s) => {
      part(s, 'checks').outcome = 'failed'
    },
  ],
  [
    'the base',
    'signature',
    (s) => {
      part(s, 'base').commit = '1'.repeat(40)
    },
  ],
  [
    'the target branch',
    'signature',
    (s) => {
      s.targetBranch = 'another'
    },
  ],
  [
    'the project',
    'signature',
    (s) => {
      s.projectId = 'another'
    },
  ],
  [
    'the required signatures',
    'signature',
    (s) => {
      s.requiredSignatures = 1
    },
  ],
  [
    'the grant, of another approval',
    'command',
    (s) => {
      part(s, 'grant').approvalId = 'another'
    },
  ],
  [
    "the grant's digest",
    'command',
    (s) => {
      part(s, 'grant').digest = '1'.repeat(64)
    },
  ],
  [
    'the turn',
    'command',
    (s) => {
      part(s, 'turn').id = 'another'
    },
  ],
  [
    'the plan, of another revision',
    'plan',
    (s) => {
      part(s, 'plan').revision = 9
    },
  ],
  [
    'the phase, past the plan',
    'plan',
    (s) => {
      s.phase = 'merging'
    },
  ],
  [
    'the base',
    'setup',
    (s) => {
      part(s, 'base').tree = '1'.repeat(40)
    },
  ],
  [
    'a grant that nobody gave',
    'command',
    (s) => forge(s, { grant: part(s, 'approval'), approval: null }),
    true,
  ],
  [
    'the phase, as if it were signed',
    'signature',
    (s) => forge(s, { phase: 'merging', approval: null }),
    true,
  ],
  [
    'fewer required',
    'signature',
    (s) => forge(s, { approval: { ...part(s, 'approval'), required: 1 } }),
    true,
  ],
  [
    'approvers',
    'signature',
    (s) => forge(s, { approval: { ...part(s, 'approval'), approvers: ['a', 'b'] } }),
    true,
  ],
]
export const stateCases: Tampering[] = states.map(([what, stage, change, waiting]) => ({
  name: `${stage}${waiting ? ', undecided' : ''}: stored state alone: ${what}`,
  stage,
  ...(waiting ? { takenUp: elsewhere(stage as 'command' | 'signature') } : {}),
  async tamper(at, decided) {
    const id = (waiting ? at.undecided[stage as 'command' | 'signature'] : decided).sessionId
    const row = await at.here.db.session.findUniqueOrThrow({ where: { id } })
    const state = row.state as Json
    change(state, at)
    await at.here.db.session.update({ where: { id }, data: { state: state as object } })
  },
  says: /did not follow from its log/,
}))
