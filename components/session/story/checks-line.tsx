'use client'
// A run of the checks in one line: which tree, how many passed, what counts, and what follows from it.
import { memo } from 'react'
import type { CheckRunView, Story } from '../../../lib/domain/story.ts'
import { StateMark, type Tone } from '../../ui/state.tsx'
import { plural, short } from '../words.ts'
import { WorkLink } from '../work-link.tsx'
import { BaseFailures } from './base-failures.tsx'

export const ChecksLine = memo(function ChecksLine({
  run,
  marks,
  nextRound,
  before,
}: {
  run: CheckRunView
  marks: Story['marks']
  /** The round that the failure led to, or null. */
  nextRound: number | null
  /** Tree of the round before, to compare with. */
  before: string | null
}) {
  const { tone, words } = describeRun(run)
  const base = run.purpose === 'base'
  return (
    <div>
      <p className="text-ink-2">
        {!(base && run.finished?.outcome !== 'error') && (
          <StateMark tone={tone} word={tone} className="mr-1 align-[-3px]" />
        )}
        <WorkLink to={{ tab: 'checks', run: run.checkRunId }} className="hover:underline max-md:py-3.5">
          <strong className="font-semibold text-ink">{runName(run)}</strong> {words}
        </WorkLink>
        {nextRound !== null && ` → round ${nextRound}`}
        {before !== null && (
          <>
            {' · '}
            <WorkLink
              to={{ tab: 'changes', from: before, to: run.tree }}
              className="text-ink-3 underline decoration-line-strong underline-offset-2 hover:text-ink"
            >
              see what changed
            </WorkLink>
          </>
        )}
      </p>
      {base && run.finished && <BaseFailures finished={run.finished} marks={marks} />}
    </div>
  )
})

export function runName(run: Pick<CheckRunView, 'purpose'>): string {
  return run.purpose === 'base'
    ? 'Checks on the base'
    : run.purpose === 'merged'
      ? 'Checks on the merged tree'
      : 'Checks'
}

export function countTests(run: CheckRunView): { passed: number; failed: number } | null {
  const counts = run.finished?.results.flatMap((result) => (result.counts ? [result.counts] : [])) ?? []
  if (counts.length === 0) return null
  return {
    passed: counts.reduce((sum, one) => sum + one.passed, 0),
    failed: counts.reduce((sum, one) => sum + one.failed, 0),
  }
}

export function describeRun(run: CheckRunView): { tone: Tone; words: string } {
  const { finished } = run
  if (!finished) return { tone: 'running', words: 'are running' }
  const tests = countTests(run)
  const failing = finished.counted.length + finished.ignored.length
  const broken = finished.results.filter((result) => result.outcome === 'error').length
  if (finished.outcome === 'error')
    return { tone: 'bad', words: `could not run: ${plural(broken || 1, 'check')} ended in an error` }
  if (finished.purpose === 'base') {
    const passed = tests
      ? `${tests.passed.toLocaleString('en')} passed`
      : plural(finished.results.length, 'check')
    if (failing === 0) return { tone: 'passed', words: tests ? passed : `${passed} passed` }
    return { tone: 'past', words: `${passed}, ${failing} ${failing === 1 ? 'fails' : 'fail'} already` }
  }
  if (finished.outcome === 'failed') {
    const total = tests ? tests.passed + tests.failed : finished.results.length
    return {
      tone: 'bad',
      words: `${finished.counted.length.toLocaleString('en')} of ${total.toLocaleString('en')} failed`,
    }
  }
  const passed = tests
    ? `${tests.passed.toLocaleString('en')} passed`
    : `${plural(finished.results.length, 'check')} passed`
  const ignored = finished.ignored.length > 0 ? `, ${finished.ignored.length} failing before and ignored` : ''
  return { tone: 'passed', words: `${passed}${ignored} on tree ${short(finished.tree)}` }
}
