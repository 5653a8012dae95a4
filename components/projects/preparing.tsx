'use client'
// A project that is being fetched and looked at, with git's own progress; or that could not be, with what to do.
import { useRouter } from 'next/navigation'
import type { JobRow } from '../../lib/queries/load-project.ts'
import { callApi } from '../shell/call-api.ts'
import { useAction } from '../shell/use-action.ts'
import { Button } from '../ui/button.tsx'
import { Callout } from '../ui/callout.tsx'
import { LiveOutput } from '../ui/live-output.tsx'
import { Progress } from '../ui/progress.tsx'
import { State } from '../ui/state.tsx'
import { failureOf, progressWords } from './job-words.ts'
import { useJob } from './use-job.ts'

type Props = {
  projectId: string
  status: 'preparing' | 'ready' | 'failed'
  statusDetail: string | null
  job: JobRow | null
  mayPrepare: boolean
}

export function Preparing({ projectId, status, statusDetail, job: known, mayPrepare }: Props) {
  const router = useRouter()
  const { job, problem } = useJob(projectId, known?.id ?? null)
  const { busy, problem: refused, run } = useAction()
  const progress = progressWords(job?.progress ?? known?.progress)

  if (status === 'failed') {
    return (
      <Callout
        tone="bad"
        title="The repository could not be prepared"
        action={
          mayPrepare && (
            <Button
              busy={busy}
              onClick={() =>
                run(() => callApi('POST', `/api/projects/${projectId}/jobs`, { kind: 'prepare' }))
              }
            >
              Try again
            </Button>
          )
        }
      >
        <p className="whitespace-pre-wrap wrap-anywhere">
          {statusDetail ?? failureOf(job?.result) ?? 'It does not say why.'}
        </p>
        {refused && <p className="mt-1 text-bad">{refused}</p>}
      </Callout>
    )
  }
  return (
    <div className="flex flex-col gap-2" aria-live="polite">
      <State tone="running">
        {progress
          ? progress.words
          : job?.status === 'queued' || !job
            ? 'Waits for the runner'
            : 'Copies the repository and looks at it'}
      </State>
      {progress?.percent != null && <Progress percent={progress.percent} />}
      {job?.output && <LiveOutput text={job.output} label="What git says" />}
      {problem && <p className="text-ink-3">{problem}</p>}
      <p className="text-ink-3">
        You can leave this page; it goes on.{' '}
        <button type="button" className="underline underline-offset-2" onClick={() => router.refresh()}>
          Look again
        </button>
      </p>
    </div>
  )
}
