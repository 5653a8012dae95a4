// Asks a person about the newest revision of the plan, and makes sure of the answer before anything is built on it.
import { digestOf } from '../auth/decision-mac.ts'
import type { ApprovalSubject } from '../protocol/approval-subjects.ts'
import type { Event, Fact } from '../protocol/events.ts'
import type { DrivenRun } from './perform-step.ts'
import { approvalRequest, parked } from './permit.ts'
import { verifyApproval } from './verify-approval.ts'

const rule = 'Plan first: nothing is changed before a person approved the plan.'

export async function askPlan(run: DrivenRun): Promise<void> {
  await run.log.record(request(run))
}

/** True when the plan as it stands is the one that was approved, by decisions that are ours. Otherwise it is asked about again. */
export async function isPlanApproved(run: DrivenRun): Promise<boolean> {
  const events = run.log.events()
  const asked = events.findLast(
    (event): event is Event & { type: 'approval.requested' } =>
      event.type === 'approval.requested' && event.data.subject.kind === 'plan',
  )
  const verdict = asked ? await verifyApproval(run, asked) : null
  if (verdict?.status === 'approved' && digestOf(verdict.subject) === digestOf(planSubject(run))) return true
  const why = verdict?.status === 'voided' ? ` ${verdict.reason}` : ''
  const reason = `The approval of this plan could not be verified.${why}`
  const voided: Fact[] = asked
    ? [{ type: 'approval.voided', data: { approvalId: asked.data.approvalId, reason } }]
    : []
  await run.log.record([...voided, ...request(run)])
  return false
}

const request = (run: DrivenRun): Fact[] => [
  approvalRequest(planSubject(run), { rule, blocks: 'the whole session' }),
  parked(run),
]

function planSubject({ log }: DrivenRun): ApprovalSubject {
  const { projectId, base } = log.state()
  const proposed = log.events().findLast((event) => event.type === 'plan.proposed')
  if (proposed?.type !== 'plan.proposed') throw new Error('no plan to ask about')
  const { planId, revision, summary, steps } = proposed.data
  return {
    v: 1,
    kind: 'plan',
    projectId,
    sessionId: log.fence.sessionId,
    subjectId: planId,
    revision,
    base: base!.commit,
    summary,
    steps,
  }
}
