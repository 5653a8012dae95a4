'use client'
// The work that the story points at, in tabs that are links.
import type { SessionView } from '../../../lib/realtime/session-client.ts'
import { ChangesPanel } from '../../review/changes-panel.tsx'
import { cx } from '../../ui/cx.ts'
import { useScope } from '../session-scope.tsx'
import { describeRun } from '../story/checks-line.tsx'
import { plural } from '../words.ts'
import { WorkLink } from '../work-link.tsx'
import { type WorkTab, workTabs } from '../work-location.ts'
import { ChecksTab } from './checks-tab.tsx'
import { PlanTab } from './plan-tab.tsx'
import { TerminalTab } from './terminal-tab.tsx'

const names: Record<WorkTab, string> = {
  plan: 'Plan',
  changes: 'Changes',
  checks: 'Checks',
  terminal: 'Terminal',
}

export function WorkPane({
  view,
  tab,
  selected,
}: {
  view: SessionView
  tab: WorkTab
  /** A selection of the address by its name. */
  selected: (name: string) => string | null
}) {
  const { client } = useScope()
  return (
    <section aria-label="Work" className="flex h-full min-h-0 min-w-0 flex-col bg-surface">
      <nav
        aria-label="Work"
        className="flex shrink-0 gap-5 overflow-x-auto border-line border-b px-5 [scrollbar-width:none]"
      >
        {workTabs.map((one) => (
          <WorkLink
            key={one}
            to={{ tab: one }}
            aria-current={one === tab ? 'page' : undefined}
            className={cx(
              '-mb-px inline-flex shrink-0 items-center gap-1.5 border-b-2 py-2 touch',
              one === tab
                ? 'border-ink font-medium text-ink'
                : 'border-transparent text-ink-2 hover:text-ink',
            )}
          >
            {names[one]}
            <span className="font-normal text-ink-3">{detailOf(one, view)}</span>
          </WorkLink>
        ))}
      </nav>
      <div className="min-h-0 flex-1">
        {tab === 'plan' && <PlanTab view={view} revision={selected('revision')} step={selected('step')} />}
        {tab === 'changes' && <ChangesPanel client={client} view={view} />}
        {tab === 'checks' && <ChecksTab view={view} selected={selected('run')} />}
        {tab === 'terminal' && <TerminalTab view={view} selected={selected('call')} />}
      </div>
    </section>
  )
}

function detailOf(tab: WorkTab, { state, story }: SessionView): string {
  switch (tab) {
    case 'plan':
      return state.plan ? `${state.plan.completed}/${state.plan.steps}` : ''
    case 'changes': {
      if (story.review)
        return `${plural(new Set(story.review.hunks.map((hunk) => hunk.path)).size, 'file')}, ${plural(story.review.hunks.length, 'hunk')}`
      const last = story.snapshots.at(-1)
      return last ? plural(last.files, 'file') : ''
    }
    case 'checks': {
      const run = story.checkRuns.at(-1)
      if (!run) return ''
      if (!run.finished) return 'running'
      const { tone } = describeRun(run)
      return tone === 'passed' ? '✓' : tone === 'bad' ? '✕' : ''
    }
    case 'terminal':
      return story.items.some(
        (item) =>
          item.kind === 'work' &&
          item.calls.some((call) => call.outcome === null && call.name === 'exec_command'),
      )
        ? 'running'
        : ''
  }
}
