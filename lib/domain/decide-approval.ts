// The rules of one decision on one approval. An edit makes a new subject with a new digest, approved in the same commit:
// the old approval is voided, so nobody's yes is ever moved to bytes they did not see.
import type { ApprovalSubject } from '../protocol/approval-subjects.ts'
import type { SessionCommand } from '../protocol/commands.ts'
import type { Fact } from '../protocol/events.ts'
import { Rejection } from '../protocol/rejection.ts'
import { type DecideContext, wakeRun } from './decide.ts'
import { findReservedTrailer } from './reserved-trailer.ts'
import type { SessionState } from './session-state.ts'

type Data = Extract<SessionCommand, { type: 'approval.decide' }>['data']
type Edit = NonNullable<Data['edit']>

/** Characters of JSON; what an agent proposes is held to the same. */
const longestPlan = 30_000

const allowed: Record<ApprovalSubject['kind'], readonly Data['decision'][]> = {
  plan: ['approve', 'send-back', 'reject'],
  command: ['approve', 'deny'],
  setup: ['approve', 'deny'],
  checks: ['approve', 'deny'],
  signature: ['approve', 'reject'],
}

export function decideApproval(s: SessionState, data: Data, ctx: DecideContext): Fact[] {
  const open = s.approval
  const subject = ctx.openSubject
  if (!open || !subject || open.id !== data.approvalId) {
    throw new Rejection(
      'approval.already-decided',
      'This no longer waits: it was decided or replaced. Look at the story for how.',
    )
  }
  if (data.digest !== open.digest) {
    throw new Rejection('approval.stale', 'What you saw has changed since. Look at it again, then decide.')
  }
  if (!allowed[open.kind].includes(data.decision)) {
    throw new Rejection(
      'approval.wrong-decision',
      `A ${open.kind} cannot be answered with "${data.decision}".`,
    )
  }
  if (data.decision === 'approve' && open.approvers.includes(ctx.person.userId)) {
    throw new Rejection('approval.already-yours', 'You approved this already; it waits for another person.')
  }
  if (data.decision === 'send-back' && data.reason.trim() === '') {
    throw new Rejection('approval.no-reason', 'Say what should change, then send it back.')
  }
  if (data.edit && data.decision === 'approve') return decideEdited(s, subject, data, data.edit, ctx)

  const decision = decided(data, open.id, open.digest, ctx)
  const enough = data.decision !== 'approve' || open.approvers.length + 1 >= open.required
  return [decision, ...(enough ? after(s, open.kind, data.decision, ctx) : [])]
}

function decideEdited(
  s: SessionState,
  subject: ApprovalSubject,
  data: Data,
  edit: Edit,
  ctx: DecideContext,
): Fact[] {
  const open = s.approval!
  const changed = applyEdit(subject, edit, ctx)
  const digest = ctx.digest(changed)
  if (digest === open.digest) return decideApproval(s, { ...data, edit: undefined }, ctx)
  const approvalId = ctx.newId()
  const facts: Fact[] = []
  if (changed.kind === 'plan') {
    const { revision, summary, steps, subjectId } = changed
    facts.push({
      type: 'plan.proposed',
      data: { planId: subjectId, revision, summary, steps, editedBy: ctx.person.name },
    })
  }
  facts.push(
    { type: 'approval.voided', data: { approvalId: open.id, reason: `Edited by ${ctx.person.name}.` } },
    {
      type: 'approval.requested',
      data: {
        approvalId,
        subject: changed,
        digest,
        required: open.required,
        rule: ctx.openRule?.rule ?? '',
        blocks: ctx.openRule?.blocks ?? '',
        callId: open.callId,
      },
    },
    decided(data, approvalId, digest, ctx),
  )
  return open.required <= 1 ? [...facts, ...after(s, open.kind, 'approve', ctx)] : facts
}

function applyEdit(subject: ApprovalSubject, edit: Edit, ctx: DecideContext): ApprovalSubject {
  if (subject.kind === 'plan' && edit.kind === 'plan') {
    const ids = new Set(edit.steps.map((step) => step.id))
    if (ids.size !== edit.steps.length)
      throw new Rejection('plan.same-ids', 'Two steps have the same id. Give each its own.')
    if (JSON.stringify({ summary: edit.summary, steps: edit.steps }).length > longestPlan)
      throw new Rejection('plan.too-long', 'This plan is too long for one log entry. Shorten its steps.')
    return { ...subject, revision: subject.revision + 1, summary: edit.summary, steps: edit.steps }
  }
  if (subject.kind === 'command' && edit.kind === 'command') {
    return { ...subject, argv: [...subject.argv.slice(0, -1), edit.command] }
  }
  if (subject.kind === 'signature' && edit.kind === 'signature') {
    const commitMessage = edit.commitMessage.trim()
    if (commitMessage === '')
      throw new Rejection('approval.empty-message', 'Write a commit message, then sign.')
    // The merge would refuse it, and by then there is no way back.
    const reserved = findReservedTrailer(commitMessage)
    if (reserved)
      throw new Rejection(
        'approval.reserved-trailer',
        `Remove the line "${reserved.slice(0, 80)}": Countersign writes such lines itself.`,
      )
    return { ...subject, commitMessage }
  }
  throw new Rejection(
    'approval.wrong-edit',
    `A ${subject.kind} cannot be edited as a ${edit.kind}. (${ctx.person.name})`,
  )
}

function decided(data: Data, approvalId: string, digest: string, ctx: DecideContext): Fact {
  return {
    type: 'approval.decided',
    data: {
      approvalId,
      decision: data.decision,
      digest,
      reason: data.reason,
      person: ctx.person,
      method: 'click',
      decidedAt: ctx.now,
      mac: '', // filled by commit, which knows the seq and holds the key
    },
  }
}

/** What a closing decision sets in motion. A declined signature waits for the reviewer, so the run stays parked. */
function after(
  s: SessionState,
  kind: ApprovalSubject['kind'],
  decision: Data['decision'],
  ctx: DecideContext,
): Fact[] {
  if (kind === 'plan' && decision === 'reject') {
    return s.run.status === 'parked' || s.run.status === 'running' || s.run.status === 'queued'
      ? [{ type: 'run.finished', data: { runId: s.run.id, outcome: 'rejected' } }]
      : []
  }
  if (kind === 'signature' && decision === 'reject') return []
  if ((kind === 'setup' || kind === 'checks') && decision === 'deny' && s.run.status === 'parked') {
    const what = kind === 'setup' ? 'The setup command' : 'Running the checks'
    const message = `${what} was denied by ${ctx.person.name}. Change the project's settings, then retry.`
    return [{ type: 'run.parked', data: { runId: s.run.id, reason: { kind: 'trouble', message } } }]
  }
  return wakeRun(s, `${kind} ${decision}`, ctx.newId)
}
