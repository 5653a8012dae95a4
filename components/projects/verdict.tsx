'use client'
// The outcome of a trial: one sentence, then setup and each check on a line.
import type { TryResult } from '../../lib/protocol/project.ts'
import { Button } from '../ui/button.tsx'
import { Callout } from '../ui/callout.tsx'
import { Copyable } from '../ui/copyable.tsx'
import { State } from '../ui/state.tsx'

const seconds = (ms: number) => (ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`)

export function Verdict({
  result,
  known,
  onOutputPath,
}: {
  result: TryResult
  known: string[]
  onOutputPath: ((path: string) => void) | null
}) {
  const { setup, checks } = result
  const created = result.createdPaths.filter((path) => !known.map((one) => one.trim()).includes(path))
  return (
    <div className="flex flex-col gap-2">
      <Callout tone={result.canRun ? 'passed' : 'bad'} title={result.sentence}>
        Commit <Copyable value={result.commit} shown={result.commit.slice(0, 7)} label="the commit" /> ·
        sandbox: {result.sandbox}
      </Callout>
      <ul>
        {setup.outcome !== 'none' && (
          <li className="flex items-baseline justify-between gap-3 border-line border-b py-1.5">
            <State tone={setup.outcome === 'ready' ? 'passed' : 'bad'}>
              Setup {setup.outcome === 'ready' ? 'ready' : 'failed'}
            </State>
            <span className="text-ink-3 tabular-nums">
              {setup.cached ? 'from the cache' : seconds(setup.durationMs)}
            </span>
          </li>
        )}
        {checks.map((check) => (
          <li key={check.checkId} className="border-line border-b py-1.5">
            <div className="flex items-baseline justify-between gap-3">
              <State tone={check.outcome === 'passed' ? 'passed' : 'bad'}>
                {check.name} {check.outcome === 'error' ? 'could not run' : check.outcome}
              </State>
              <span className="text-ink-3 tabular-nums">
                {check.passed + check.failed > 0 ? `${check.passed} passed, ${check.failed} failed` : null}
              </span>
            </div>
            {check.failures.length > 0 && (
              <ul className="pl-5.5 text-ink-2">
                {check.failures.slice(0, 10).map((name) => (
                  <li key={name} className="truncate" title={name}>
                    {name}
                  </li>
                ))}
                {check.failures.length > 10 && (
                  <li className="text-ink-3">and {check.failures.length - 10} more</li>
                )}
              </ul>
            )}
          </li>
        ))}
      </ul>
      {created.length > 0 && (
        <div className="flex flex-wrap items-center gap-2 text-ink-2">
          Setup created what git does not track:
          {created.slice(0, 12).map((path) =>
            onOutputPath ? (
              <Button
                key={path}
                size="sm"
                title="Name it as an output path, so that it is kept"
                onClick={() => onOutputPath(path)}
              >
                <span className="font-mono">{path}</span> keep
              </Button>
            ) : (
              <code key={path}>{path}</code>
            ),
          )}
        </div>
      )}
    </div>
  )
}
