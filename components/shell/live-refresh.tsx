'use client'
// Loads the page's facts again when the server says that something moved: at most once a second, and only while the tab is seen.
import { useRouter } from 'next/navigation'
import { useEffect } from 'react'
import { onChanged, onSignedOut } from '../../lib/realtime/session-client.ts'

const pauseMs = 1000

export function LiveRefresh() {
  const router = useRouter()
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null
    let wanted = false
    const refresh = () => {
      wanted = false
      router.refresh()
      timer = setTimeout(() => {
        timer = null
        if (wanted) ask()
      }, pauseMs)
    }
    const ask = () => {
      wanted = true
      if (!timer && document.visibilityState === 'visible') refresh()
    }
    const onSeen = () => {
      if (wanted && document.visibilityState === 'visible' && !timer) refresh()
    }
    document.addEventListener('visibilitychange', onSeen)
    const stopChanges = onChanged(ask)
    const stopSignedOut = onSignedOut(() => router.refresh())
    return () => {
      document.removeEventListener('visibilitychange', onSeen)
      stopChanges()
      stopSignedOut()
      if (timer) clearTimeout(timer)
    }
  }, [router])
  return null
}
