'use client'
// Files of the project whose path fits what is typed after an @. Asks the server a moment after the last key.
import { useEffect, useState } from 'react'
import { callApi } from '../shell/call-api.ts'
import type { Mention } from './composer-words.ts'

const pauseMs = 120

/** [] while nothing is typed or nothing fits. */
export function useMentions(projectId: string, branch: string, mention: Mention | null): string[] {
  const [files, setFiles] = useState<string[]>([])
  const query = mention?.query ?? null
  useEffect(() => {
    if (query === null) return setFiles([])
    const stop = new AbortController()
    const timer = setTimeout(async () => {
      const search = new URLSearchParams({ branch, q: query })
      const answer = await callApi<{ files: string[] }>(
        'GET',
        `/api/projects/${projectId}/files?${search}`,
        undefined,
        stop.signal,
      )
      if (answer.ok && !stop.signal.aborted) setFiles(answer.value.files)
    }, pauseMs)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [projectId, branch, query])
  return files
}
