'use client'
// Runs setup and checks once on the head, with live output, and says plainly whether a session could run here.
import { useState } from 'react'
import type { TryResult } from '../../lib/protocol/project.ts'
import type { JobRow } from '../../lib/queries/load-project.ts'
import { callApi } from '../shell/call-api.ts'
import { useAction } from '../shell/use-action.ts'
import { Button } from '../ui/button.tsx'
import { Callout } from '../ui/callout.tsx'
import { LiveOutput } from '../ui/live-output.tsx'
import { RelativeTime } from '../ui/relative-time.tsx'
import { Section } from '../ui/section.tsx'
import { State } from '../ui/state.tsx'
import { failureOf, progressWords } from './job-words.ts'
import { hasEnded, useJob } from './use-job.ts'
import { Verdict } from './verdict.tsx'

export function TryPanel({
  projectId,
  branch,
  setupCommand,
  last,
  mayTry,
  unsaved,
  save,
  onOutputPath,
  outputPaths,
}: {
  projectId: string
  branch: string
  setupCommand: string
  last: JobRow | null
  mayTry: boolean
  unsaved: boolean
  /** null for those who may not configure. */
  save: (() => Promise<boolean>) | null
  onOutputPath: ((path: string) => void) | null
  outputPaths: string
}) {
  const [started, setStarted] = useState<string | null>(null)
  const { busy, problem, run } = useAction({ refresh: false })
  const jobId = started ?? last?.id ?? null
  const { job, problem: silence } = useJob(projectId, jobId)
  const shown = job ?? (started ? null : last)
  const running = shown !== null && !hasEnded(shown)
  const progress = progressWords(shown?.progress)
  const result = shown?.status === 'done' ? (shown.result as TryResult | null) : null

  async function begin() {
    if (save && !(await save())) return
    const done = await run(() =>
      callApi<{ jobId: string }>('POST', `/api/projects/${projectId}/jobs`, { kind: 'try' }),
    )
    if (done) setStarted(done.value.jobId)
  }
  return (
    <Section
      title="Whether a session could run here"
      aside={
        shown?.finishedAt ? (
          <span>
            tried <RelativeTime at={shown.finishedAt} ago />
          </span>
        ) : null
      }
    >
      <div className="flex flex-col gap-3 border-line border-t pt-3">
        {mayTry && (
          <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
            <Button busy={busy} disabled={running || (unsaved && !save)} onClick={begin}>
              {unsaved ? 'Save, then try setup and checks' : 'Try setup and checks'}
            </Button>
            <span className="min-w-0 text-ink-3">
              {setupCommand ? (
                <>
                  On the head of {branch}. By trying you approve the setup command{' '}
                  <code className="text-code text-ink-2">{setupCommand}</code>
                </>
              ) : (
                `On the head of ${branch}.`
              )}
            </span>
          </div>
        )}
        {problem && <Callout tone="bad">{problem}</Callout>}
        {!shown && !started && <p className="text-ink-3">Not tried yet.</p>}
        {(running || (started && !shown)) && (
          <State tone="running">
            {progress?.words ?? (shown?.status === 'running' ? 'Running' : 'Waits for the runner')}
          </State>
        )}
        {shown?.status === 'failed' && (
          <Callout tone="bad" title="The trial could not be made">
            {failureOf(shown.result) ?? 'It does not say why; the runner’s log does.'}
          </Callout>
        )}
        {result && <Verdict result={result} known={outputPaths.split('\n')} onOutputPath={onOutputPath} />}
        {job && (job.output !== '' || running) && (
          <LiveOutput text={job.output} label="Output of setup and checks" />
        )}
        {silence && <p className="text-ink-3">{silence}</p>}
      </div>
    </Section>
  )
}
