// state × command → facts, or a Rejection. Pure: time, ids and digests are given. The only place where rules of sessions stand.
// What was approved is read from the log (ctx.openSubject), never from the client.
import type { ApprovalSubject } from '../protocol/approval-subjects.ts'
import type { SessionCommand } from '../protocol/commands.ts'
import type { Fact } from '../protocol/events.ts'
import { Rejection } from '../protocol/rejection.ts'
import type { Person } from '../protocol/values.ts'
import { decideApproval } from './decide-approval.ts'
import { decideReview } from './decide-review.ts'
import { isOver } from './next-step.ts'
import type { SessionState } from './session-state.ts'
import { unreachable } from './unreachable.ts'

export type DecideContext = {
  person: Person
  now: string
  newId: () => string
  /** Lower-case hex SHA-256 over the RFC 8785 canonical JSON of the value. */
  digest: (value: unknown) => string
  /** What the open approval asks for, from its event; null when none is open. */
  openSubject: ApprovalSubject | null
  openRule: { rule: string; blocks: string } | null
  /** Hunks of the open review in order with the latest sent decision; empty unless the command is a review. */
  hunks: ReadonlyMap<string, 'accept' | 'reject' | null>
}

export function decide(s: SessionState, command: SessionCommand, ctx: DecideContext): Fact[] {
  switch (command.type) {
    case 'message.post':
      return postMessage(s, command.data, ctx)
    case 'session.rename':
      if (command.data.title.trim() === '')
        throw new Rejection('session.no-title', 'Give the session a name.')
      return [{ type: 'session.renamed', data: { title: command.data.title.trim() } }]
    case 'session.archive':
      if (s.archived) throw new Rejection('session.already-archived', 'This session is archived already.')
      return [{ type: 'session.archived', data: {} }]
    case 'session.restore':
      if (!s.archived) throw new Rejection('session.not-archived', 'This session is not archived.')
      return [{ type: 'session.restored', data: {} }]
    case 'session.cancel':
      return cancel(s, command.data.reason)
    case 'run.retry':
      return retry(s, command.data.model, ctx)
    case 'check.mark':
      if (isOver(s))
        throw new Rejection('check.too-late', 'This session has ended; marks no longer change anything.')
      if (s.phase === 'signature-waits' || s.phase === 'merging')
        throw new Rejection(
          'check.too-late',
          'What is to be signed was checked without this mark. Decline the signature first, then mark.',
        )
      return [{ type: 'check.marked', data: command.data }]
    case 'approval.decide':
      return decideApproval(s, command.data, ctx)
    case 'review.submit':
      return decideReview(s, command.data, ctx)
    case 'push.request':
      return requestPush(s, command.data.toTarget, ctx)
    default:
      return unreachable(command)
  }
}

/** A parked run goes on; a finished one gets a successor; a running or queued one sees the change by itself. */
export function wakeRun(s: SessionState, cause: string, newId: () => string): Fact[] {
  switch (s.run.status) {
    case 'parked':
      return [{ type: 'run.resumed', data: { runId: s.run.id, cause } }]
    case 'none':
    case 'finished':
    case 'failed':
      return [{ type: 'run.queued', data: { runId: newId(), cause } }]
    case 'queued':
    case 'running':
      return []
    default:
      return unreachable(s.run)
  }
}

function postMessage(
  s: SessionState,
  data: { text: string; mentions: string[]; interrupt: boolean },
  ctx: DecideContext,
): Fact[] {
  if (s.phase === 'merging')
    throw new Rejection('message.too-late', 'It is merging now. Start a new session for what is next.')
  if (s.phase === 'merged' || s.phase === 'cancelled') {
    throw new Rejection('message.session-ended', 'This session has ended. Start a new session to go on.')
  }
  const posted: Fact = { type: 'message.posted', data: { messageId: ctx.newId(), ...data } }
  const answersApproval = s.approval?.kind === 'plan' || s.approval?.kind === 'signature'
  const voided: Fact[] = answersApproval
    ? [
        {
          type: 'approval.voided',
          data: { approvalId: s.approval!.id, reason: 'A message was sent instead.' },
        },
      ]
    : []
  // Whatever stopped it while it was building no longer matters: the agent works again.
  const stuckBuilding = s.phase === 'building' && s.run.status === 'parked'
  const moves = answersApproval || stuckBuilding || s.phase === 'review-waits' || s.phase === 'rejected'
  return [...voided, posted, ...(moves ? wakeRun(s, 'message', ctx.newId) : [])]
}

function cancel(s: SessionState, reason: string): Fact[] {
  if (isOver(s)) throw new Rejection('session.ended', 'This session has ended already.')
  if (s.phase === 'merging')
    throw new Rejection('session.merging', 'It is merging now and can no longer be cancelled.')
  const facts: Fact[] = []
  if (s.approval)
    facts.push({
      type: 'approval.voided',
      data: { approvalId: s.approval.id, reason: 'The session was cancelled.' },
    })
  facts.push({ type: 'session.cancelled', data: { reason } })
  if (s.run.status === 'queued' || s.run.status === 'running' || s.run.status === 'parked') {
    facts.push({ type: 'run.finished', data: { runId: s.run.id, outcome: 'cancelled' } })
  }
  return facts
}

function retry(s: SessionState, model: SessionState['model'] | undefined, ctx: DecideContext): Fact[] {
  const stopped = s.run.status === 'failed' || (s.run.status === 'parked' && s.run.reason.kind !== 'person')
  if (!stopped) throw new Rejection('run.not-stopped', 'Nothing is paused here; there is nothing to retry.')
  if (s.phase === 'cancelled') throw new Rejection('session.ended', 'This session has ended already.')
  const chosen: Fact[] = model ? [{ type: 'model.chosen', data: { model } }] : []
  return [...chosen, ...wakeRun(s, 'retry', ctx.newId)]
}

function requestPush(s: SessionState, toTarget: boolean, ctx: DecideContext): Fact[] {
  if (s.phase !== 'merged')
    throw new Rejection('push.not-merged', 'Only merged work can be pushed. Sign it first.')
  if (s.push) throw new Rejection('push.under-way', 'A push is under way.')
  return [
    { type: 'push.requested', data: { pushId: ctx.newId(), toTarget } },
    ...wakeRun(s, 'push', ctx.newId),
  ]
}
