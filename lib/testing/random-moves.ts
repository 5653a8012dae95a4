// For tests of rules: anything that people and runners may try with a session, in any order, taken through the rules of the
// product. What the rules refuse changes nothing. Sizes are the largest that the door lets in.
import fc from 'fast-check'
import { type DecideContext, decide } from '../domain/decide.ts'
import { mayRecord } from '../domain/decide-record.ts'
import { beginSession, evolve } from '../domain/evolve.ts'
import { ada, asked, at, bob, fact } from '../domain/given.ts'
import { nextStep } from '../domain/next-step.ts'
import { rowOps } from '../domain/rows.ts'
import type { SessionState } from '../domain/session-state.ts'
import {
  type Event,
  type EventData,
  type EventType,
  eventData,
  type Fact,
  parseFact,
} from '../protocol/events.ts'
import golden from '../protocol/fixtures/events-1.json' with { type: 'json' }
import { Rejection } from '../protocol/rejection.ts'
import type { Person } from '../protocol/values.ts'

const long = (length: number) => 'ö'.repeat(length)
const steps = Array.from({ length: 100 }, (_, index) => ({
  id: `${index}`.padEnd(40, 'i'),
  title: long(300),
  detail: long(40),
  paths: null,
  commands: null,
}))

export type Walk = {
  state: SessionState
  events: Event[]
  open: EventData<'approval.requested'> | null
  ids: number
}

function contextOf(walk: Walk, person: Person): DecideContext {
  return {
    person,
    now: at,
    newId: () => `id-${++walk.ids}`,
    digest: (value) => `${JSON.stringify(value).length}`.padStart(64, '0'),
    openSubject: walk.open?.subject ?? null,
    openRule: walk.open,
    hunks: new Map(Array.from({ length: 300 }, (_, index) => [`hunk-${index}`, null])),
  }
}

const choice = <T extends string>(...values: T[]) => fc.constantFrom(...values)
const person = fc.constantFrom(ada, bob)
const decision = fc.record({
  decision: choice('approve', 'approve', 'approve', 'send-back', 'reject', 'deny'),
  edited: fc.boolean(),
})

/** Something a person does, made to fit the state as a page would. */
const byPeople = fc.oneof(
  fc.constant((): unknown => ({
    type: 'message.post',
    data: { text: long(2_000), mentions: [], interrupt: true },
  })),
  fc.constant((): unknown => ({ type: 'session.rename', data: { title: long(200) } })),
  choice('session.archive', 'session.restore').map((type) => (): unknown => ({ type, data: {} })),
  fc.constant((): unknown => ({ type: 'session.cancel', data: { reason: long(2000) } })),
  fc.constant((): unknown => ({
    type: 'run.retry',
    data: { model: { provider: 'configured', name: long(200) } },
  })),
  fc.constant((): unknown => ({ type: 'check.mark', data: { name: long(1000), treatment: 'must-pass' } })),
  fc.constant((): unknown => ({ type: 'push.request', data: { toTarget: true } })),
  {
    weight: 8,
    arbitrary: decision.map((one) => (walk: Walk): unknown => ({
      type: 'approval.decide',
      data: {
        approvalId: walk.open?.approvalId ?? 'none',
        digest: walk.open?.digest ?? '',
        decision: one.decision,
        reason: long(8000),
        ...(one.edited && walk.open?.subject.kind === 'plan'
          ? { edit: { kind: 'plan', summary: long(8000), steps } }
          : {}),
      },
    })),
  },
  {
    weight: 6,
    arbitrary: choice('keep', 'send-back', 'request-signature', 'request-signature').map(
      (next) =>
        (walk: Walk): unknown => ({
          type: 'review.submit',
          data: {
            reviewId: walk.state.review?.id ?? 'none',
            decisions: Array.from({ length: 300 }, (_, index) => ({
              hunkId: `hunk-${index}`,
              decision: next === 'request-signature' || index % 7 ? 'accept' : 'reject',
            })),
            comments: [],
            message: long(8000),
            next,
          },
        }),
    ),
  },
)

const large: { [T in EventType]?: Partial<EventData<T>> } = {
  'plan.proposed': { summary: long(8000), steps },
  'tree.built': { commitMessage: long(8000) },
  'run.parked': { reason: { kind: 'trouble', message: long(20_000) } },
  'run.failed': { reason: long(20_000) },
}

/** Something a runner records: an example of any type, or one of its largest. */
const byRunner = fc
  .record({
    type: fc.constantFrom(...(Object.keys(eventData) as EventType[])),
    pick: fc.nat(9),
    big: fc.boolean(),
  })
  .map(({ type, pick, big }) => {
    const examples = golden[type]
    const data = { ...examples[pick % examples.length], ...(big ? large[type] : {}) }
    return (walk: Walk): Fact => {
      const text = JSON.stringify({ type, data: fresh(data as Record<string, unknown>, walk) })
      return JSON.parse(text.replaceAll('"run-1"', JSON.stringify(runId(walk.state)))) as Fact
    }
  })

const runId = (state: SessionState) => (state.run.status === 'none' ? 'none' : state.run.id)
/** Ids that name rows are new each time. */
function fresh(data: Record<string, unknown>, walk: Walk): Record<string, unknown> {
  const own = ['turnId', 'approvalId', 'reviewId'].filter((key) => key in data)
  const planned = 'revision' in data && 'planId' in data ? { planId: `plan-${++walk.ids}` } : {}
  return { ...data, ...Object.fromEntries(own.map((key) => [key, `${key}-${++walk.ids}`])), ...planned }
}

/** A step along the usual way, so that walks get far. */
const forward = fc.constant((walk: Walk): Fact[] => {
  const step = nextStep(walk.state)
  const parked = fact('run.parked', { runId: runId(walk.state) })
  const id = () => `id-${++walk.ids}`
  switch (step.do) {
    case 'resolve-base':
      return [fact('base.resolved')]
    case 'prepare-environment':
      return [fact('environment.prepared')]
    case 'check': {
      const tree = walk.state.build?.mergedTree ?? walk.state.snapshot?.tree ?? ''
      return [fact('check.finished', { purpose: step.purpose, tree, outcome: 'passed', counted: [] })]
    }
    case 'turn':
      return step.resume === null
        ? [fact('turn.started', { kind: step.kind, turnId: id() })]
        : [
            fact('model.requested'),
            ...(step.kind === 'plan'
              ? [fact('plan.proposed', { planId: id(), steps, summary: long(8000) })]
              : []),
            fact('turn.ended', { turnId: step.resume }),
          ]
    case 'ask-plan':
      return [asked('plan', { approvalId: id() }), parked]
    case 'snapshot':
      return [fact('snapshot.taken')]
    case 'open-review':
      return [fact('review.opened', { reviewId: id(), hunkCount: 300 }), parked]
    case 'build':
      return [fact('tree.built', { commitMessage: long(8000) })]
    case 'ask-signature':
      return [asked('signature', { approvalId: id(), required: 2 }), parked]
    case 'merge':
      return [fact('merge.started'), fact('merge.finished')]
    case 'push':
      return [fact('push.finished')]
    case 'finish':
      return [fact('run.finished', { runId: runId(walk.state), outcome: step.outcome })]
    case 'park':
      return [parked]
    case 'stop':
      return []
  }
})

function take(walk: Walk, facts: readonly Fact[], actor: Event['actor']): void {
  for (const one of facts) {
    const parsed = parseFact(one.type, JSON.parse(JSON.stringify(one.data)))
    const event: Event = { ...parsed, sessionId: 's', seq: walk.events.length + 1, version: 1, actor, at }
    const before = walk.state
    walk.state = evolve(before, event)
    rowOps(event, before, walk.state)
    walk.events.push(event)
    if (event.type === 'approval.requested') walk.open = event.data
    if (walk.state.approval === null) walk.open = null
    // A run that is queued is claimed at once.
    const { run } = walk.state
    if (run.status === 'queued')
      take(walk, [fact('run.started', { runId: run.id, epoch: run.epoch + 1 })], actor)
  }
}

function refusedOr(work: () => Fact[]): Fact[] {
  try {
    return work()
  } catch (error) {
    if (error instanceof Rejection) return []
    throw error
  }
}

function recorded(walk: Walk, facts: Fact[]): Fact[] {
  const { run } = walk.state
  const by = { runId: runId(walk.state), epoch: run.status === 'none' ? 0 : run.epoch }
  return refusedOr(() => {
    let state = walk.state
    for (const [index, one] of facts.entries()) {
      mayRecord(state, one, by)
      state = evolve(state, {
        ...one,
        sessionId: 's',
        seq: walk.events.length + 1 + index,
        version: 1,
        actor: ada,
        at,
      })
    }
    return facts
  })
}

/** Something happens: the usual next thing, anything a runner may record, or anything a person may send. */
export const anyMove: fc.Arbitrary<(walk: Walk) => void> = fc.oneof(
  {
    weight: 6,
    arbitrary: forward.map((make) => (walk: Walk) => take(walk, recorded(walk, make(walk)), ada)),
  },
  {
    weight: 2,
    arbitrary: byRunner.map((make) => (walk: Walk) => take(walk, recorded(walk, [make(walk)]), ada)),
  },
  {
    weight: 4,
    arbitrary: fc.tuple(byPeople, person).map(([make, who]) => (walk: Walk) => {
      const command = { ...(make(walk) as object), commandId: 'c', sessionId: 's' } as Parameters<
        typeof decide
      >[1]
      take(
        walk,
        refusedOr(() => decide(walk.state, command, contextOf(walk, who))),
        who,
      )
    }),
  },
)

/** A session that was just created and is driven. */
export function beginWalk(mode: 'plan' | 'direct' = 'plan'): Walk {
  const created: Event = {
    ...fact('session.created', {
      title: long(200),
      requiredSignatures: 2,
      targetBranch: long(300),
      mode,
    }),
    sessionId: 's',
    seq: 1,
    version: 1,
    actor: ada,
    at,
  }
  const walk: Walk = { state: beginSession(created), events: [created], open: null, ids: 0 }
  take(walk, [fact('run.queued')], ada)
  return walk
}
