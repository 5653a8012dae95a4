'use client'
// Each run of the checks: on which tree, what each check said, which names fail, and the whole output. The newest first.
import type { CheckRunView } from '../../../lib/domain/story.ts'
import type { SessionView } from '../../../lib/realtime/session-client.ts'
import { Copyable } from '../../ui/copyable.tsx'
import { cx } from '../../ui/cx.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ClockTime } from '../../ui/relative-time.tsx'
import { State, StateMark } from '../../ui/state.tsx'
import { BaseFailures } from '../story/base-failures.tsx'
import { describeRun } from '../story/checks-line.tsx'
import { plural, short } from '../words.ts'
import { WorkLink } from '../work-link.tsx'
import { CheckResultView, RunningCheck } from './check-result.tsx'

export function ChecksTab({ view, selected }: { view: SessionView; selected: string | null }) {
  const runs = view.story.checkRuns
  const run = runs.find((one) => one.checkRunId === selected) ?? runs.at(-1)
  if (!run)
    return (
      <div className="px-5">
        <EmptyState title="No checks yet">
          {view.story.created && view.story.checks.length === 0
            ? 'This session has no checks. Add some in the project’s settings for the next one.'
            : 'The checks run once on the base, then after each turn on a clean checkout, and on the tree that would be merged.'}
        </EmptyState>
      </div>
    )
  return (
    <div className="h-full overflow-y-auto">
      <nav aria-label="Check runs" className="flex flex-wrap gap-1 border-line border-b px-4 py-2">
        {runs.map((one) => (
          <WorkLink
            key={one.checkRunId}
            to={{ tab: 'checks', run: one.checkRunId }}
            aria-current={one === run ? 'true' : undefined}
            className={cx(
              'inline-flex items-center gap-1 rounded-md px-2 py-1 touch',
              one === run ? 'bg-sunken font-medium text-ink' : 'text-ink-2 hover:bg-sunken',
            )}
          >
            <StateMark tone={describeRun(one).tone} word={describeRun(one).words} />
            {nameOfRun(one)}
          </WorkLink>
        ))}
      </nav>
      <Run key={run.checkRunId} run={run} view={view} />
    </div>
  )
}

export function nameOfRun(run: CheckRunView): string {
  return run.purpose === 'base' ? 'Base' : run.purpose === 'merged' ? 'Merged tree' : `Round ${run.round + 1}`
}

function Run({ run, view }: { run: CheckRunView; view: SessionView }) {
  const { tone, words } = describeRun(run)
  const { finished } = run
  return (
    <div className="flex flex-col gap-5 px-5 py-4">
      <div>
        <p className="text-base">
          <State tone={tone}>
            {nameOfRun(run)}: {words}
          </State>
        </p>
        <p className="text-ink-3">
          <ClockTime at={run.at} /> · clean checkout of tree{' '}
          <Copyable value={run.tree} shown={short(run.tree)} label="the tree" />
          {finished &&
            finished.ignored.length > 0 &&
            ` · ${plural(finished.ignored.length, 'failure')} that the base had too, ignored`}
        </p>
        {run.purpose === 'base' && finished && <BaseFailures finished={finished} marks={view.story.marks} />}
      </div>
      {finished?.loosened && <Loosened loosened={finished.loosened} />}
      {finished
        ? finished.results.map((result) => (
            <CheckResultView
              key={result.checkId}
              result={result}
              seq={run.finishedSeq}
              ignored={finished.ignored}
            />
          ))
        : run.checks.map((check) => (
            <RunningCheck key={check.checkId} checkRunId={run.checkRunId} check={check} />
          ))}
    </div>
  )
}

type Loosening = NonNullable<NonNullable<CheckRunView['finished']>['loosened']>
const baseTests: Record<Loosening['baseTests'], string> = {
  passed: 'The base’s tests also pass on the new code.',
  failed: 'The base’s tests fail on the new code.',
  'not-run': 'The base’s tests were not run on the new code.',
}

function Loosened({ loosened }: { loosened: Loosening }) {
  const removed = loosened.files.reduce((sum, file) => sum + file.removedAssertions, 0)
  return (
    <section aria-label="Tests changed">
      <h3 className="font-semibold">
        {removed > 0 ? (
          <State tone="waits">{plural(removed, 'assertion')} removed</State>
        ) : (
          `${plural(loosened.files.length, 'test file')} changed`
        )}
      </h3>
      <ul>
        {loosened.files.map((file) => (
          <li key={file.path} className="text-ink-2">
            <WorkLink
              to={{ tab: 'changes', path: file.path }}
              className="font-mono text-code hover:underline"
            >
              {file.path}
            </WorkLink>
            {file.removedAssertions > 0 && ` · ${plural(file.removedAssertions, 'assertion')} removed`}
          </li>
        ))}
      </ul>
      <p className={loosened.baseTests === 'failed' ? 'text-bad' : 'text-ink-2'}>
        {baseTests[loosened.baseTests]}
      </p>
      <ul>
        {loosened.baseFailures.map((failure) => (
          <li key={failure.name} className="text-bad wrap-anywhere">
            {failure.name}
          </li>
        ))}
      </ul>
    </section>
  )
}
