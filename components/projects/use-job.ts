'use client'
// Follows one job of a project: its state and its output as it comes. Asks again until the job has ended.
import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import type { JobPage } from '../../lib/queries/load-job.ts'
import { callApi } from '../shell/call-api.ts'

export type WatchedJob = Omit<JobPage, 'from'>
const pauseMs = 600
const patientPauseMs = 3000

export const hasEnded = (job: { status: string }): boolean => job.status === 'done' || job.status === 'failed'

/** `job` is null until the first answer; `problem` says that the server does not answer (it is asked again). */
export function useJob(
  projectId: string,
  jobId: string | null,
): { job: WatchedJob | null; problem: string | null } {
  const router = useRouter()
  const [job, setJob] = useState<WatchedJob | null>(null)
  const [problem, setProblem] = useState<string | null>(null)

  useEffect(() => {
    setJob(null)
    setProblem(null)
    if (!jobId) return
    const stop = new AbortController()
    let output = ''
    let wasRunning = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const ask = async () => {
      const answer = await callApi<JobPage>(
        'GET',
        `/api/projects/${projectId}/jobs/${jobId}?after=${output.length}`,
        undefined,
        stop.signal,
      )
      if (stop.signal.aborted) return
      if (!answer.ok) {
        setProblem(answer.message)
        timer = setTimeout(ask, patientPauseMs)
        return
      }
      const { from, ...page } = answer.value
      // What is left out in the middle of very long output is said, not hidden.
      output =
        from <= output.length
          ? output.slice(0, from) + page.output
          : `[${from - output.length} characters left out]\n${page.output}`
      setProblem(null)
      setJob({ ...page, output })
      if (!hasEnded(page)) {
        wasRunning = true
        timer = setTimeout(ask, pauseMs)
      } else if (wasRunning) router.refresh()
    }
    void ask()
    return () => {
      stop.abort()
      clearTimeout(timer)
    }
  }, [projectId, jobId, router])
  return { job, problem }
}
