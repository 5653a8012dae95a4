'use client'
// One quiet line while the page is not live. Nothing is lost meanwhile, and it says so.
import { useEffect, useState } from 'react'
import type { SessionView } from '../../lib/realtime/session-client.ts'
import { ClockTime } from '../ui/relative-time.tsx'

const quietMs = 1500

export function ConnectionLine({ view }: { view: SessionView }) {
  const late = useLater(view.connection !== 'live')
  const shown = view.refused !== null || view.connection === 'offline' || late
  if (!shown) return null
  return (
    <p role="status" className="shrink-0 border-line border-t px-4 py-1 text-ink-2 text-xs md:px-5">
      {view.refused ??
        (view.since ? (
          <>
            {view.connection === 'offline' ? 'Offline' : 'Reconnecting'} since <ClockTime at={view.since} />.
            Nothing is lost.
          </>
        ) : (
          'Connecting'
        ))}
    </p>
  )
}

/** True once something has lasted a moment: what mends itself at once is not worth a line. */
function useLater(on: boolean): boolean {
  const [late, setLate] = useState(false)
  useEffect(() => {
    setLate(false)
    if (!on) return
    const timer = setTimeout(() => setLate(true), quietMs)
    return () => clearTimeout(timer)
  }, [on])
  return late && on
}
