// Asks a person about the newest revision of the plan.
import type { DrivenRun } from './perform-step.ts'
import { approvalRequest, parked } from './permit.ts'

export async function askPlan(run: DrivenRun): Promise<void> {
  const { log } = run
  const { projectId, base } = log.state()
  const proposed = log.events().findLast((event) => event.type === 'plan.proposed')
  if (proposed?.type !== 'plan.proposed') throw new Error('no plan to ask about')
  const { planId, revision, summary, steps } = proposed.data
  const subject = {
    v: 1 as const,
    kind: 'plan' as const,
    projectId,
    sessionId: log.fence.sessionId,
    subjectId: planId,
    revision,
    base: base!.commit,
    summary,
    steps,
  }
  await log.record([
    approvalRequest(subject, {
      rule: 'Plan first: nothing is changed before a person approved the plan.',
      blocks: 'the whole session',
    }),
    parked(run),
  ])
}
