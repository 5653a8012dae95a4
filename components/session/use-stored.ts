'use client'
// A value that survives a reload of this browser: a draft, a width. Kept under a key that names the session.
// A browser without storage forgets, and nothing else changes.
import { useCallback, useEffect, useRef, useState } from 'react'

/** Starts as `initial`, because the server knows nothing of it; what was kept follows right after the first paint. */
export function useStored<T>(key: string, initial: T): [T, (next: T) => void] {
  const [value, setValue] = useState(initial)
  const first = useRef(initial)
  useEffect(() => {
    setValue(readStored<T>(key) ?? first.current)
  }, [key])
  const store = useCallback(
    (next: T) => {
      setValue(next)
      try {
        if (next === first.current || next === null || next === '') localStorage.removeItem(key)
        else localStorage.setItem(key, JSON.stringify(next))
      } catch {
        // Full or forbidden storage: the value lives as long as the page.
      }
    },
    [key],
  )
  return [value, store]
}

function readStored<T>(key: string): T | null {
  try {
    const kept = localStorage.getItem(key)
    return kept === null ? null : (JSON.parse(kept) as T)
  } catch {
    return null
  }
}

export function readNumber(key: string): number | null {
  const kept = readStored<unknown>(key)
  return typeof kept === 'number' ? kept : null
}

export function keepNumber(key: string, value: number): void {
  try {
    localStorage.setItem(key, JSON.stringify(Math.round(value)))
  } catch {
    // As above: without storage it is forgotten.
  }
}
