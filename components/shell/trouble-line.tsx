'use client'
// One line above every page while the installation is not well: what is wrong and what to do. It goes by itself.
import { useRouter } from 'next/navigation'
import { useCallback } from 'react'
import { Callout } from '../ui/callout.tsx'
import { useTrouble } from './use-trouble.ts'

export function TroubleLine() {
  const router = useRouter()
  const trouble = useTrouble(useCallback(() => router.refresh(), [router]))
  return (
    <div role="status" aria-live="polite">
      {trouble && <Callout tone={trouble.ok ? 'waits' : 'bad'}>{trouble.message}</Callout>}
    </div>
  )
}
