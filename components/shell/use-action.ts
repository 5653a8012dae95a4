'use client'
// One action of a form or a button: visibly in progress at once, and a refusal that stays beside what was typed.
import { useRouter } from 'next/navigation'
import { useCallback, useRef, useState } from 'react'
import type { ApiAnswer } from './call-api.ts'

export type ActionState = { busy: boolean; problem: string | null; clear: () => void }

/** `run(call)` resolves with the value, or null when it was refused (then `problem` says why). A second run while busy does nothing. */
export function useAction(options: { refresh?: boolean } = {}) {
  const router = useRouter()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const running = useRef(false)
  const refresh = options.refresh ?? true

  const run = useCallback(
    async <T>(call: () => Promise<ApiAnswer<T>>): Promise<{ value: T } | null> => {
      if (running.current) return null
      running.current = true
      setBusy(true)
      setProblem(null)
      const answer = await call()
      running.current = false
      setBusy(false)
      if (!answer.ok) {
        setProblem(answer.message)
        return null
      }
      if (refresh) router.refresh()
      return { value: answer.value }
    },
    [router, refresh],
  )
  return { busy, problem, run, clear: () => setProblem(null) }
}
