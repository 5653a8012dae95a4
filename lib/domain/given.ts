// For tests of rules: given these facts, when this command, then those facts or that no. Built on the golden examples,
// so that a test names only what matters to it. Nothing of the product may import it.
import type { ApprovalSubject } from '../protocol/approval-subjects.ts'
import type { SessionCommand, SessionCommandType } from '../protocol/commands.ts'
import type { Event, EventData, EventType, Fact, FactOf } from '../protocol/events.ts'
import golden from '../protocol/fixtures/events-1.json' with { type: 'json' }
import { Rejection } from '../protocol/rejection.ts'
import type { Actor, Person } from '../protocol/values.ts'
import { type DecideContext, decide } from './decide.ts'
import { mayRecord } from './decide-record.ts'
import { beginSession, evolve } from './evolve.ts'
import type { SessionState } from './session-state.ts'

export const ada: Person = { kind: 'person', userId: 'ada', name: 'Ada Admin' }
export const bob: Person = { kind: 'person', userId: 'bob', name: 'Bob' }
export const runner: Actor = { kind: 'runner', runId: 'run-1', epoch: 1 }

/** The golden example of this type, with what is given in place of its own. */
export function fact<T extends EventType>(type: T, own: Partial<EventData<T>> = {}): FactOf<T> {
  const [example] = golden[type]
  return { type, data: { ...example, ...own } } as unknown as FactOf<T>
}

/** The request for a decision of this kind, of the golden examples. */
export function asked(
  kind: ApprovalSubject['kind'],
  own: Partial<EventData<'approval.requested'>> = {},
): FactOf<'approval.requested'> {
  const example = golden['approval.requested'].find((one) => one.subject.kind === kind)
  return { type: 'approval.requested', data: { ...example, ...own } } as FactOf<'approval.requested'>
}

export const digest = '8'.repeat(64)
export const at = '2026-03-04T14:02:00.000Z'

/** Facts as the log numbers them. Facts that only people lead to are Ada's, all others the runner's. */
export function numbered(facts: readonly Fact[], from = 1): Event[] {
  return facts.map((one, index) => ({
    ...one,
    sessionId: 'session-1',
    seq: from + index,
    version: 1,
    actor: byPeople.has(one.type) ? ada : runner,
    at,
  }))
}

const byPeople = new Set<EventType>([
  'session.created',
  'session.renamed',
  'session.archived',
  'session.restored',
  'session.cancelled',
  'message.posted',
  'run.queued',
  'run.resumed',
  'model.chosen',
  'approval.decided',
  'check.marked',
  'review.submitted',
  'push.requested',
])

export function stateAfter(facts: readonly Fact[]): SessionState {
  const [first, ...rest] = numbered(facts)
  return rest.reduce(evolve, beginSession(first!))
}

type Answer = { facts: Fact[] } | { code: string; message: string }
const answer = (work: () => Fact[]): Answer => {
  try {
    return { facts: work() }
  } catch (error) {
    if (!(error instanceof Rejection)) throw error
    return { code: error.code, message: error.message }
  }
}

export function given(...facts: Fact[]) {
  const state = stateAfter(facts)
  const open = facts.findLast(
    (one) => one.type === 'approval.requested' && one.data.approvalId === state.approval?.id,
  )
  const request = open?.type === 'approval.requested' ? open.data : null
  let ids = 0
  const context: DecideContext = {
    person: ada,
    now: at,
    newId: () => `new-${++ids}`,
    digest: (value) => `digest of ${JSON.stringify(value)}`,
    openSubject: request?.subject ?? null,
    openRule: request && { rule: request.rule, blocks: request.blocks },
    hunks: new Map(),
  }
  return {
    state,
    /** New ids are new-1, new-2 and so on. */
    when<T extends SessionCommandType>(
      type: T,
      data: Extract<SessionCommand, { type: T }>['data'],
      own: Partial<DecideContext> = {},
    ): Answer {
      const command = { type, commandId: 'command-1', sessionId: 'session-1', data } as SessionCommand
      ids = 0
      return answer(() => decide(state, command, { ...context, ...own }))
    },
    whenRecorded(one: Fact, by = { runId: 'run-1', epoch: 1 }): Answer {
      return answer(() => {
        mayRecord(state, one, by)
        return [one]
      })
    },
    and: (...more: Fact[]) => given(...facts, ...more),
  }
}

const begun = [fact('session.created'), fact('run.queued')]
const prepared = [...begun, fact('run.started'), fact('base.resolved'), fact('environment.prepared')]
const planning = [...prepared, fact('check.finished', { purpose: 'base' })]
const planned = [
  ...planning,
  fact('turn.started', { turnId: 'turn-0', kind: 'plan' }),
  fact('plan.proposed'),
  fact('turn.ended', { turnId: 'turn-0' }),
]
const planWaits = [...planned, asked('plan'), fact('run.parked')]
const implementing = [...planWaits, fact('approval.decided'), fact('run.resumed'), fact('run.started')]
const working = [...implementing, fact('turn.started')]
const turnEnded = [...working, fact('turn.ended')]
const checked = [
  ...turnEnded,
  fact('snapshot.taken'),
  fact('check.finished', { outcome: 'passed', counted: [] }),
]
const reviewWaits = [...checked, fact('review.opened'), fact('run.parked')]
const building = [
  ...reviewWaits,
  fact('review.submitted', { next: 'request-signature' }),
  fact('run.resumed'),
  fact('run.started'),
]
const built = [...building, fact('tree.built')]
const signatureWaits = [
  ...built,
  fact('check.finished', { purpose: 'merged', tree: 'e'.repeat(40), outcome: 'passed', counted: [] }),
  asked('signature', { approvalId: 'approval-2', required: 1 }),
  fact('run.parked'),
]
const merging = [
  ...signatureWaits,
  fact('approval.decided', { approvalId: 'approval-2' }),
  fact('run.resumed'),
  fact('run.started'),
]
const merged = [
  ...merging,
  fact('merge.started', { approvalId: 'approval-2' }),
  fact('merge.finished'),
  fact('run.finished'),
]

/** One usual session, up to each place where something can happen to it. */
export const usual = {
  begun,
  prepared,
  planning,
  planned,
  planWaits,
  implementing,
  working,
  turnEnded,
  checked,
  reviewWaits,
  building,
  built,
  signatureWaits,
  merging,
  merged,
  rejected: [
    ...planWaits,
    fact('approval.decided', { decision: 'reject' }),
    fact('run.finished', { outcome: 'rejected' }),
  ],
  cancelled: [
    ...planWaits,
    fact('approval.voided'),
    fact('session.cancelled'),
    fact('run.finished', { outcome: 'cancelled' }),
  ],
} satisfies Record<string, Fact[]>
export type Place = keyof typeof usual
