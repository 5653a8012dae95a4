'use client'
// One check on one tree: how it ended, how many tests, each failing name with its message, and its output.
import { useMemo } from 'react'
import type { CheckResult } from '../../../lib/protocol/values.ts'
import { StateMark } from '../../ui/state.tsx'
import { loadLongText, plainOutput } from '../load-long-text.ts'
import { useScope } from '../session-scope.tsx'
import { Fold } from '../story/fold.tsx'
import { duration } from '../words.ts'
import { KeptOutput, LiveOutput } from './output-box.tsx'

export function CheckResultView({
  result,
  seq,
  ignored,
}: {
  result: CheckResult
  /** The event that names the output. */
  seq: number | null
  ignored: readonly string[]
}) {
  const { sessionId } = useScope()
  const skip = useMemo(() => new Set(ignored), [ignored])
  const tone = result.outcome === 'passed' ? 'passed' : 'bad'
  return (
    <section aria-label={result.name} className="flex flex-col gap-2">
      <h3 className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
        <StateMark tone={tone} word={result.outcome} />
        <span className="font-semibold">{result.name}</span>
        <span className="font-normal text-ink-2">{resultWords(result)}</span>
        <span className="ml-auto font-normal text-ink-3 tabular-nums">{duration(result.durationMs)}</span>
      </h3>
      {result.command !== result.name && <code className="text-code text-ink-3">{result.command}</code>}
      {result.failures.length > 0 && (
        <ul aria-label="Failing" className="flex flex-col">
          {result.failures.map((failure) => (
            <li key={failure.name} className="border-line border-t py-1.5 wrap-anywhere">
              {failure.name}
              {skip.has(failure.name) && <span className="text-ink-3"> · ignored, the base has it too</span>}
              {failure.message && (
                <pre className="mt-0.5 max-h-40 overflow-auto whitespace-pre-wrap text-code text-ink-2">
                  {plainOutput(failure.message)}
                </pre>
              )}
            </li>
          ))}
        </ul>
      )}
      <Fold quiet line="Output" startsOpen={result.outcome !== 'passed'}>
        <KeptOutput
          text={result.output}
          label={`Output of ${result.name}`}
          load={() => loadLongText(sessionId, seq ?? 0, result.output)}
        />
      </Fold>
    </section>
  )
}

function resultWords({ counts, exitCode, outcome }: CheckResult): string {
  if (outcome === 'error')
    return exitCode === null ? 'could not be run' : `ended with an error, exit ${exitCode}`
  if (!counts) return outcome === 'passed' ? 'passed' : `failed, exit ${exitCode ?? 'unknown'}`
  const parts = [`${counts.passed.toLocaleString('en')} passed`]
  if (counts.failed > 0) parts.push(`${counts.failed.toLocaleString('en')} failed`)
  if (counts.skipped > 0) parts.push(`${counts.skipped.toLocaleString('en')} skipped`)
  return parts.join(', ')
}

export function RunningCheck({
  checkRunId,
  check,
}: {
  checkRunId: string
  check: { checkId: string; name: string }
}) {
  return (
    <section aria-label={check.name} aria-busy="true" className="flex flex-col gap-2">
      <h3 className="flex items-center gap-2 font-semibold">
        <StateMark tone="running" word="running" />
        {check.name}
      </h3>
      <LiveOutput itemId={`${checkRunId}.${check.checkId}`} label={`Live output of ${check.name}`} />
    </section>
  )
}
