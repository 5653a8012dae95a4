'use client'
// What is wrong with the installation, asked while the tab is seen: seldom while all is well, often while something is not.
import { useEffect, useState } from 'react'

export type Trouble = { ok: boolean; message: string }

const calmMs = 20_000
const troubledMs = 2_000
/** Longer than the server itself waits for its parts. */
const patienceMs = 10_000

/** null while all is well. `onWell` is told when it becomes so again. */
export function useTrouble(onWell: () => void): Trouble | null {
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  const troubled = trouble !== null
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>
    const stop = new AbortController()
    const look = async () => {
      if (document.visibilityState === 'visible') {
        const found = await ask(stop.signal)
        if (stop.signal.aborted) return
        setTrouble(found)
        if (troubled && found === null) onWell()
      }
      timer = setTimeout(look, troubled ? troubledMs : calmMs)
    }
    timer = setTimeout(look, troubled ? troubledMs : calmMs / 4)
    const onSeen = () => {
      clearTimeout(timer)
      void look()
    }
    document.addEventListener('visibilitychange', onSeen)
    return () => {
      stop.abort()
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', onSeen)
    }
  }, [troubled, onWell])
  return trouble
}

const unreachable: Trouble = {
  ok: false,
  message: 'The server cannot be reached. Nothing is lost; this page goes on by itself when it runs again.',
}

async function ask(signal: AbortSignal): Promise<Trouble | null> {
  try {
    const answer = await fetch('/api/health', {
      signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
      cache: 'no-store',
    })
    const said = (await answer.json()) as { ok?: boolean; message?: string | null }
    return said.message ? { ok: said.ok === true, message: said.message } : null
  } catch {
    return signal.aborted ? null : unreachable
  }
}
