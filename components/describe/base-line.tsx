'use client'
// How fresh the base is and what is not in it. Fetches once when the form opens, so that the answer is there before the session starts.
import { useEffect, useState } from 'react'
import { hasEnded, useJob } from '../projects/use-job.ts'
import { callApi } from '../shell/call-api.ts'
import { State } from '../ui/state.tsx'

/** What the runner tells of a fetch; `uncommitted` counts files of the person's own folder. */
type Fetched = { fetch?: string; state?: string; sentence?: string; uncommitted?: number }

export function BaseLine({ projectId }: { projectId: string }) {
  const [jobId, setJobId] = useState<string | null>(null)
  const [refused, setRefused] = useState<string | null>(null)
  const { job } = useJob(projectId, jobId)

  useEffect(() => {
    let left = false
    setRefused(null)
    void callApi<{ jobId: string }>('POST', `/api/projects/${projectId}/jobs`, { kind: 'fetch' }).then(
      (answer) => {
        if (left) return
        if (answer.ok) setJobId(answer.value.jobId)
        else setRefused(answer.message)
      },
    )
    return () => {
      left = true
    }
  }, [projectId])

  if (refused) return <p className="text-ink-3 text-xs">The base was not fetched: {refused}</p>
  if (!job || !hasEnded(job)) return <p className="text-ink-3 text-xs">Fetching the base</p>
  return (
    <p aria-live="polite" className="text-ink-3 text-xs">
      <Said result={job.result as Fetched | null} failed={job.status === 'failed'} />
    </p>
  )
}

function Said({ result, failed }: { result: Fetched | null; failed: boolean }) {
  const sentence = result?.sentence ?? ''
  if (failed) return <State tone="waits">The base could not be fetched. {sentence}</State>
  if (result?.fetch === 'stale')
    return <State tone="waits">{sentence} Sessions start from what was fetched last.</State>
  const left = result?.uncommitted ?? 0
  const notIncluded =
    left > 0 ? `; your ${left} uncommitted ${left === 1 ? 'file is' : 'files are'} not included` : ''
  return (
    <>
      Base fetched just now{notIncluded}.{result?.state === 'diverged' && ` ${sentence}`}
    </>
  )
}
