// Event → changes of the rows that are folds (Run, Approval, PlanStep, HunkDecision, Turn). Pure: commit applies them to Postgres,
// replay applies them to a Map, and a test compares the two. Used for lists and the inbox; never by `evolve`.
import type { Event, EventData } from '../protocol/events.ts'
import type { SessionState } from './session-state.ts'

export type RowTable = 'run' | 'approval' | 'planStep' | 'hunkDecision' | 'turn'
type Values = Record<string, unknown>
export type RowOp =
  | { do: 'insert'; table: RowTable; key: Values; values: Values }
  /** Every row of the table that matches `where` (the session is implied). */
  | { do: 'update'; table: RowTable; where: Values; values: Values }

/** `before` and `after` are the states around the event. */
export function rowOps(event: Event, before: SessionState | null, after: SessionState): RowOp[] {
  const { sessionId, at, seq } = event
  const run = (runId: string, values: Values): RowOp => ({
    do: 'update',
    table: 'run',
    where: { id: runId },
    values,
  })
  switch (event.type) {
    case 'run.queued':
      return [
        {
          do: 'insert',
          table: 'run',
          key: { id: event.data.runId },
          values: {
            sessionId,
            status: 'queued',
            epoch: 0,
            reason: null,
            queuedAt: at,
            startedAt: null,
            finishedAt: null,
          },
        },
      ]
    case 'run.started':
      return [
        run(event.data.runId, { status: 'running', epoch: event.data.epoch, startedAt: at, reason: null }),
      ]
    case 'run.parked':
      return [run(event.data.runId, { status: 'parked', reason: event.data.reason })]
    case 'run.resumed':
      return [run(event.data.runId, { status: 'queued', reason: null })]
    case 'run.finished':
      return [run(event.data.runId, { status: 'finished', finishedAt: at, reason: null })]
    case 'run.failed':
      return [
        run(event.data.runId, {
          status: 'failed',
          finishedAt: at,
          reason: { kind: 'trouble', message: event.data.reason },
        }),
      ]
    case 'turn.started':
      return [
        {
          do: 'insert',
          table: 'turn',
          key: { id: event.data.turnId },
          values: {
            sessionId,
            position: after.turns,
            kind: event.data.kind,
            firstSeq: seq,
            lastSeq: null,
            outcome: null,
            summary: null,
          },
        },
      ]
    case 'turn.ended':
      return [
        {
          do: 'update',
          table: 'turn',
          where: { id: event.data.turnId },
          values: { lastSeq: seq, outcome: event.data.outcome, summary: event.data.reason },
        },
      ]
    case 'plan.proposed':
      return event.data.steps.map((step, position) => ({
        do: 'insert',
        table: 'planStep',
        key: { sessionId, planId: `${event.data.planId}/${event.data.revision}`, stepId: step.id },
        values: { position, title: step.title, status: 'pending' },
      }))
    case 'plan.progressed':
      return event.data.steps.map((step) => ({
        do: 'update',
        table: 'planStep',
        where: { planId: `${event.data.planId}/${after.plan?.revision ?? 0}`, stepId: step.id },
        values: { status: step.status },
      }))
    case 'approval.requested':
      return [requested(event.data, sessionId, after.projectId, seq, at)]
    case 'approval.decided':
      return [decided(event.data, before, after, at)]
    case 'approval.voided':
      return [approval(event.data.approvalId, { status: 'voided', closedAt: at })]
    case 'approval.carried':
      return [approval(event.data.approvalId, { digest: event.data.toDigest })]
    case 'tool.started':
      return event.data.approvalId ? [approval(event.data.approvalId, { status: 'consumed' })] : []
    case 'merge.started':
      return [approval(event.data.approvalId, { status: 'consumed' })]
    case 'review.opened':
      return event.data.hunks.map((hunk, index) => ({
        do: 'insert',
        table: 'hunkDecision',
        key: { sessionId, reviewId: event.data.reviewId, hunkId: hunk.id },
        values: {
          path: hunk.path,
          position: event.data.offset + index,
          decision: hunk.decision ?? null,
          reason: null,
          by: null,
        },
      }))
    case 'review.submitted':
      return event.data.decisions.map((one) => ({
        do: 'update',
        table: 'hunkDecision',
        where: { reviewId: event.data.reviewId, hunkId: one.hunkId },
        values: {
          decision: one.decision,
          reason: one.reason ?? null,
          by: event.actor.kind === 'person' ? event.actor.userId : null,
        },
      }))
    default:
      return []
  }
}

const approval = (id: string, values: Values): RowOp => ({
  do: 'update',
  table: 'approval',
  where: { id },
  values,
})

function requested(
  d: EventData<'approval.requested'>,
  sessionId: string,
  projectId: string,
  seq: number,
  at: string,
): RowOp {
  return {
    do: 'insert',
    table: 'approval',
    key: { id: d.approvalId },
    values: {
      sessionId,
      projectId,
      kind: d.subject.kind,
      status: 'open',
      digest: d.digest,
      required: d.required,
      requestSeq: seq,
      decisions: [],
      requestedAt: at,
      closedAt: null,
    },
  }
}

/** `decisions` counts approvals so far; the decisions themselves are in the log. */
function decided(
  d: EventData<'approval.decided'>,
  before: SessionState | null,
  after: SessionState,
  at: string,
): RowOp {
  const approvers =
    d.decision === 'approve'
      ? [...(before?.approval?.approvers ?? []), d.person.userId]
      : (before?.approval?.approvers ?? [])
  const closed = after.approval?.id !== d.approvalId
  const status = !closed ? 'open' : d.decision === 'approve' ? 'approved' : 'refused'
  return approval(d.approvalId, { status, decisions: approvers, closedAt: closed ? at : null })
}
