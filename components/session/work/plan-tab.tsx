'use client'
// The whole plan: summary, steps with what they touch and run, earlier revisions; and editing it while it waits.
import { useEffect, useRef } from 'react'
import type { PlanView } from '../../../lib/domain/story.ts'
import { visibleText } from '../../../lib/protocol/visible-text.ts'
import type { SessionView } from '../../../lib/realtime/session-client.ts'
import { cx } from '../../ui/cx.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Markdown } from '../../ui/markdown.tsx'
import { StateMark } from '../../ui/state.tsx'
import { openAsk } from '../deciding/deciding-block.tsx'
import { usePlanDraft } from '../plan-draft.tsx'
import { CodeWords } from '../story/code-words.tsx'
import { planCounts, stepTone } from '../story/plan-block.tsx'
import { Visible } from '../visible.tsx'
import { WorkLink } from '../work-link.tsx'
import { PlanEditor } from './plan-editor.tsx'

export function PlanTab({
  view,
  revision,
  step,
}: {
  view: SessionView
  /** As the address has them. */
  revision: string | null
  step: string | null
}) {
  const ask = openAsk(view)
  const planAsk = ask?.subject.kind === 'plan' ? ask : null
  const { draft, setDraft } = usePlanDraft(planAsk)
  const plans = view.story.items.flatMap((item) => (item.kind === 'plan' ? [item.plan] : []))
  const latest = view.story.plan
  const shown = plans.find((plan) => String(plan.revision) === revision) ?? latest
  if (!shown || !latest)
    return (
      <div className="px-5">
        <EmptyState title={view.state.mode === 'direct' ? 'No plan' : 'No plan yet'}>
          {view.state.mode === 'direct'
            ? 'This session goes straight to the diff.'
            : 'The agent reads the code and proposes a plan. Nothing is changed before a person approves it.'}
        </EmptyState>
      </div>
    )
  return (
    <div className="h-full overflow-y-auto px-5 py-4">
      <div className="flex max-w-3xl flex-col gap-4">
        {plans.length > 1 && <Revisions plans={plans} shown={shown} latest={latest} />}
        {draft && shown.revision === latest.revision ? (
          <PlanEditor draft={draft} onChange={setDraft} onDiscard={() => setDraft(null)} />
        ) : (
          <Plan plan={shown} selected={step} />
        )}
      </div>
    </div>
  )
}

function Revisions({ plans, shown, latest }: { plans: PlanView[]; shown: PlanView; latest: PlanView }) {
  return (
    <nav aria-label="Revisions" className="flex flex-wrap gap-1">
      {plans.map((plan) => (
        <WorkLink
          key={plan.revision}
          to={{
            tab: 'plan',
            revision: plan.revision === latest.revision ? undefined : String(plan.revision),
          }}
          aria-current={plan.revision === shown.revision ? 'true' : undefined}
          className={cx(
            'rounded-md px-2 py-1 touch',
            plan.revision === shown.revision
              ? 'bg-sunken font-medium text-ink'
              : 'text-ink-2 hover:bg-sunken',
          )}
        >
          Revision {plan.revision}
          <span className="font-normal text-ink-3">
            {plan.editedBy ? ` by ${plan.editedBy}` : ' by the agent'}
          </span>
        </WorkLink>
      ))}
    </nav>
  )
}

function Plan({ plan, selected }: { plan: PlanView; selected: string | null }) {
  return (
    <article aria-label="Plan" className="flex flex-col gap-4">
      <div>
        <p className="pb-1 text-ink-3">{planCounts(plan)}</p>
        <Markdown text={visibleText(plan.summary)} />
      </div>
      <ol className="flex flex-col">
        {plan.steps.map((one, index) => (
          <Step key={one.id} step={one} number={index + 1} selected={one.id === selected} />
        ))}
      </ol>
    </article>
  )
}

function Step({
  step,
  number,
  selected,
}: {
  step: PlanView['steps'][number]
  number: number
  selected: boolean
}) {
  const row = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (selected) row.current?.scrollIntoView({ block: 'nearest' })
  }, [selected])
  return (
    <li
      ref={row}
      aria-current={selected || undefined}
      className={cx(
        'grid grid-cols-[1.25rem_1.25rem_minmax(0,1fr)] gap-x-2 border-line border-t py-3',
        selected && 'bg-sunken',
      )}
    >
      <StateMark {...stepTone[step.status]} className="mt-0.5" />
      <span className="text-right text-ink-3 tabular-nums">{number}</span>
      <div className="flex min-w-0 flex-col gap-1.5">
        <h3 className="font-semibold wrap-anywhere">
          <CodeWords text={step.title} />
        </h3>
        {step.detail && <Markdown text={visibleText(step.detail)} className="text-ink-2" />}
        <Stated name="Files" values={step.paths} none="none" />
        <Stated name="Commands" values={step.commands} none="none" />
      </div>
    </li>
  )
}

/** null: the agent did not say. */
function Stated({ name, values, none }: { name: string; values: readonly string[] | null; none: string }) {
  return (
    <dl className="grid grid-cols-[5.5rem_minmax(0,1fr)]">
      <dt className="text-ink-3">{name}</dt>
      <dd className="min-w-0">
        {values === null ? (
          <span className="text-ink-3">not stated</span>
        ) : values.length === 0 ? (
          <span className="text-ink-3">{none}</span>
        ) : (
          <ul>
            {values.map((value) => (
              <li key={value} className="font-mono text-code wrap-anywhere">
                <Visible text={value} />
              </li>
            ))}
          </ul>
        )}
      </dd>
    </dl>
  )
}
