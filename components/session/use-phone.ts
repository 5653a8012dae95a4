'use client'
// Whether the window is as narrow as a phone. The server does not know and takes it for a desk; styles hide what differs.
import { useSyncExternalStore } from 'react'

const query = '(width < 48rem)'

export function usePhone(): boolean {
  return useSyncExternalStore(
    (onChange) => {
      const media = window.matchMedia(query)
      media.addEventListener('change', onChange)
      return () => media.removeEventListener('change', onChange)
    },
    () => window.matchMedia(query).matches,
    () => false,
  )
}
