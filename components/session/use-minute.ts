'use client'
// The browser's clock in whole minutes, for words that must not flicker. 0 until the page lives: the server's clock is not asked.
import { useSyncExternalStore } from 'react'

const checkMs = 10_000
const readMinute = () => Math.floor(Date.now() / 60_000) * 60_000
const notYet = () => 0

function subscribe(onTick: () => void): () => void {
  const timer = setInterval(onTick, checkMs)
  return () => clearInterval(timer)
}

/** Milliseconds since 1970, a multiple of a minute. */
export function useMinute(): number {
  return useSyncExternalStore(subscribe, readMinute, notYet)
}
