'use client'
// The plan in the story: how much it is, and its steps as they are ticked. The whole plan is one click away.
import { memo } from 'react'
import type { PlanView, StepStatus } from '../../../lib/domain/story.ts'
import { cx } from '../../ui/cx.ts'
import { StateMark, type Tone } from '../../ui/state.tsx'
import { plural } from '../words.ts'
import { WorkLink } from '../work-link.tsx'
import { CodeWords } from './code-words.tsx'
import { Fold } from './fold.tsx'

export const stepTone: Record<StepStatus, { tone: Tone; word: string }> = {
  pending: { tone: 'past', word: 'not begun' },
  in_progress: { tone: 'running', word: 'in work' },
  completed: { tone: 'passed', word: 'done' },
}

/** "4 steps, 5 files": files are those that the steps name. */
export function planCounts(plan: { steps: readonly Pick<PlanView['steps'][number], 'paths'>[] }): string {
  const files = new Set(plan.steps.flatMap((step) => step.paths ?? [])).size
  const stated = plan.steps.some((step) => step.paths !== null)
  return `${plural(plan.steps.length, 'step')}, ${stated ? plural(files, 'file') : 'files not stated'}`
}

export const PlanBlock = memo(function PlanBlock({ plan, latest }: { plan: PlanView; latest: boolean }) {
  const head = (
    <>
      <strong className="font-semibold text-ink">Plan</strong>{' '}
      <span className="text-ink-2">in {planCounts(plan)}</span>
      {plan.revision > 1 && <span className="text-ink-3"> · revision {plan.revision}</span>}
      {plan.editedBy && <span className="text-ink-3"> · edited by {plan.editedBy}</span>}
    </>
  )
  if (!latest) {
    return (
      <Fold line={head}>
        <Steps plan={plan} />
      </Fold>
    )
  }
  return (
    <div>
      <p>
        <WorkLink to={{ tab: 'plan' }} className="hover:underline max-md:py-3.5">
          {head}
        </WorkLink>
      </p>
      <Steps plan={plan} />
    </div>
  )
})

function Steps({ plan }: { plan: PlanView }) {
  return (
    <ol aria-label="Steps" className="mt-1 flex flex-col">
      {plan.steps.map((step) => (
        <li key={step.id}>
          <WorkLink
            to={{ tab: 'plan', step: step.id }}
            className={cx(
              '-mx-1 flex items-start gap-2 rounded-sm px-1 py-px hover:bg-sunken max-md:min-h-11 max-md:items-center',
              step.status === 'in_progress' ? 'text-ink' : 'text-ink-2',
            )}
          >
            <StateMark {...stepTone[step.status]} className="mt-0.5" />
            <span className="min-w-0 wrap-anywhere">
              <CodeWords text={step.title} />
            </span>
          </WorkLink>
        </li>
      ))}
    </ol>
  )
}
