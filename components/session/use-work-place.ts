'use client'
// The place in the address, and going to another one without asking the server for the page again.
import { useSearchParams } from 'next/navigation'
import { useCallback } from 'react'
import { type SessionState, waitsFor } from '../../lib/domain/session-state.ts'
import { readTab, type WorkPlace, type WorkTab, workQuery } from './work-location.ts'

export function openPlace(place: WorkPlace, { replace = false } = {}): void {
  const address = workQuery(place)
  if (replace) window.history.replaceState(null, '', address)
  else window.history.pushState(null, '', address)
}

/** Leaves the work sheet or the signature screen: the address without a place. */
export function closePlace(): void {
  window.history.pushState(null, '', window.location.pathname)
}

/** `chosen` is what the address says, null when it says nothing; `tab` is what is shown then. */
export function useWorkPlace(state: SessionState): {
  chosen: WorkTab | 'signature' | null
  tab: WorkTab
  selected: (name: string) => string | null
} {
  const query = useSearchParams()
  const chosen = readTab(query)
  const selected = useCallback((name: string) => query.get(name), [query])
  const tab = chosen === null || chosen === 'signature' ? usualTab(state) : chosen
  return { chosen, tab, selected }
}

/** The work that the story points at now. */
export function usualTab(state: SessionState): WorkTab {
  const waits = waitsFor(state)
  if (waits === 'review' || waits === 'signature') return 'changes'
  if (state.phase === 'building' || state.phase === 'merging' || state.phase === 'merged') return 'changes'
  if (state.checking) return 'checks'
  if (state.plan) return 'plan'
  return state.phase === 'implementing' ? 'terminal' : 'checks'
}
