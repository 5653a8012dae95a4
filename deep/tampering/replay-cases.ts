// Decisions used where they were not made: in another session, after use, after they were void; and rows written by hand.
import { agree, setColumn } from './edit-rows.ts'
import type { Stage, StageName, Stages } from './open-stages.ts'
import type { Tampering } from './tampering.ts'

type Json = Record<string, unknown>
type Fact = { type: string; data: Json; actor?: Json; mac?: string | null }
const changed = /not as Countersign wrote it|were removed|is missing/

/** Rows at the end of a log, and everything else in agreement. */
async function append(at: Stages, { sessionId }: Stage, facts: Fact[]): Promise<void> {
  const last = await at.here.db.event.count({ where: { sessionId } })
  await at.here.db.event.createMany({
    data: facts.map(({ type, data, actor, mac }, index) => ({
      sessionId,
      seq: last + index + 1,
      type,
      data: data as object,
      actor: (actor ?? { kind: 'person', userId: at.here.person.userId, name: 'Ada Admin' }) as object,
      commandId: crypto.randomUUID(),
      ordinal: 0,
      at: new Date(),
      mac: mac ?? null,
    })),
  })
}

async function find(at: Stages, { sessionId }: Stage, type: string): Promise<Fact> {
  const row = await at.here.db.event.findFirstOrThrow({
    where: { sessionId, type },
    orderBy: { seq: 'desc' },
  })
  return { type, data: row.data as Json, actor: row.actor as Json, mac: row.mac }
}

async function wake(at: Stages, stage: Stage): Promise<Fact> {
  const parked = await find(at, stage, 'run.parked')
  return { type: 'run.resumed', data: { runId: parked.data.runId, cause: 'approved' } }
}

export const elsewhere = (name: 'command' | 'signature') => (at: Stages) => at.undecided[name]

/** The decisions of the decided session, written into the one of the same kind that waits. */
const replayed = (
  name: 'command' | 'signature',
  what: string,
  asFor: (data: Json, to: Fact) => Json,
): Tampering => ({
  name: `${name}: decision replayed in another session, ${what}`,
  stage: name,
  takenUp: elsewhere(name),
  async tamper(at, stage) {
    const to = at.undecided[name]
    const request = await find(at, to, 'approval.requested')
    const rows = await at.here.db.event.findMany({
      where: { sessionId: stage.sessionId, type: 'approval.decided' },
      orderBy: { seq: 'asc' },
    })
    const facts = rows.map(({ data, actor, mac }) => ({
      type: 'approval.decided',
      data: asFor(data as Json, request),
      actor: actor as Json,
      mac,
    }))
    await append(at, to, [...facts, await wake(at, to)])
    await agree(at, to)
  },
  says: changed,
})

const forged = (name: 'command' | 'signature', method: string, extra: Json): Tampering => ({
  name: `${name}: a decision written by hand, ${method}`,
  stage: name,
  takenUp: elsewhere(name),
  async tamper(at) {
    const to = at.undecided[name]
    const { data } = await find(at, to, 'approval.requested')
    const by = [at.here.person, at.eve].map(({ userId, name: called }) => ({
      kind: 'person',
      userId,
      name: called,
    }))
    const facts = by.slice(0, Number(data.required)).map((person) => ({
      type: 'approval.decided',
      data: {
        approvalId: data.approvalId,
        decision: 'approve',
        digest: data.digest,
        reason: '',
        person,
        method: 'click',
        decidedAt: new Date().toISOString(),
        mac: 'f'.repeat(64),
        ...extra,
      },
      mac: 'f'.repeat(64),
    }))
    await append(at, to, [...facts, await wake(at, to)])
    await agree(at, to)
  },
  says: changed,
})

const afterUse = (name: StageName): Tampering => ({
  name: `${name}: used once, then the log cut back so that it looks unused`,
  stage: name,
  async tamper(at, stage) {
    const kept = await at.here.db.session.findUniqueOrThrow({ where: { id: stage.sessionId } })
    await at.drive(stage)
    if (!(await stage.executed())) throw new Error('it was not used')
    await at.undo(stage)
    await at.here.db.event.deleteMany({ where: { sessionId: stage.sessionId, seq: { gt: stage.seq } } })
    const { lastSeq, phase, runStatus } = kept
    await at.here.db.session.update({
      where: { id: stage.sessionId },
      data: { lastSeq, phase, runStatus, state: kept.state as object },
    })
  },
  says: changed,
})

const carried: Tampering = {
  name: 'signature: an approval.carried written by hand moves it to another tree',
  stage: 'signature',
  async tamper(at, stage) {
    const { data } = await find(at, stage, 'approval.requested')
    const subject = { ...(data.subject as Json), mergedTree: '1'.repeat(40) }
    const to = {
      approvalId: data.approvalId,
      fromDigest: data.digest,
      toDigest: '1'.repeat(64),
      reason: 'So.',
    }
    await append(at, stage, [{ type: 'approval.carried', data: { ...to, subject, mac: 'f'.repeat(64) } }])
    await agree(at, stage)
  },
  says: changed,
}

const revived: Tampering = {
  name: 'signature: void since a message, the row of that made a decision',
  stage: 'signature',
  takenUp: elsewhere('signature'),
  async tamper(at) {
    const { sessionId } = at.undecided.signature
    const data = { text: 'Wait.', mentions: [], interrupt: false }
    await at.here.send({ type: 'message.post', sessionId, data })
    await setColumn(at, at.undecided.signature, 'approval.voided', 'type', `'approval.decided'`)
  },
  says: changed,
}

export const replayCases: Tampering[] = [
  replayed('command', 'as it is', (data) => data),
  replayed('signature', 'as it is', (data) => data),
  replayed('command', 'with its approval and digest', (data, to) => ({
    ...data,
    approvalId: to.data.approvalId,
    digest: to.data.digest,
  })),
  replayed('signature', 'with its approval and digest', (data, to) => ({
    ...data,
    approvalId: to.data.approvalId,
    digest: to.data.digest,
  })),
  forged('command', 'as a click', {}),
  forged('signature', 'as a click', {}),
  forged('command', 'as if by a token', {
    person: { kind: 'person', userId: 'x', name: 'x', token: { id: 'x', name: 'x' } },
  }),
  afterUse('command'),
  afterUse('signature'),
  carried,
  revived,
]
