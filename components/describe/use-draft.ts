'use client'
// What a person is describing, kept in this browser until it was sent: it survives a reload and a lost connection.
import { useCallback, useEffect, useState } from 'react'

export type Draft = {
  text: string
  mode: 'plan' | 'direct'
  /** null: the project's own. */
  branch: string | null
  /** Ids of checks that are left out. */
  without: string[]
  /** provider and name in one, as the menu has it; null: the usual one. */
  model: string | null
}
export const emptyDraft: Draft = { text: '', mode: 'plan', branch: null, without: [], model: null }

export function useDraft(projectId: string): {
  draft: Draft
  change: (part: Partial<Draft>) => void
  forget: () => void
} {
  const name = `describe:${projectId}`
  const [draft, setDraft] = useState(emptyDraft)
  const [restored, setRestored] = useState(false)

  useEffect(() => {
    setDraft((typed) => (typed.text ? typed : { ...emptyDraft, ...read(name) }))
    setRestored(true)
  }, [name])
  useEffect(() => {
    if (!restored) return
    try {
      if (draft === emptyDraft) localStorage.removeItem(name)
      else localStorage.setItem(name, JSON.stringify(draft))
    } catch {
      // No storage: the text lives as long as the page.
    }
  }, [name, draft, restored])

  const change = useCallback((part: Partial<Draft>) => setDraft((now) => ({ ...now, ...part })), [])
  const forget = useCallback(() => {
    setDraft(emptyDraft)
    localStorage.removeItem(name)
  }, [name])
  return { draft, change, forget }
}

function read(name: string): Partial<Draft> {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(name) ?? 'null')
    return stored && typeof stored === 'object' && 'text' in stored && typeof stored.text === 'string'
      ? (stored as Partial<Draft>)
      : {}
  } catch {
    return {}
  }
}
