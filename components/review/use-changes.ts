'use client'
// The change between two trees, loaded once per page and filled file by file. Trees never change, so nothing goes stale.

import { useCallback, useEffect, useState } from 'react'
import type { ChangesAnswer, FileAnswer } from '../../lib/review/changes-answer.ts'

const kept = new Map<string, ChangesAnswer>()
const KEPT = 12

export type Range = { from: string; to: string }
export type Loaded = {
  /** null until it is there, and when it could not be loaded. */
  changes: ChangesAnswer | null
  problem: string | null
  retry: () => void
  /** Asks for the lines of one file; several calls are one. */
  fill: (path: string) => void
}

/** @param range null: there is nothing to compare yet */
export function useChanges(sessionId: string, range: Range | null, initial?: ChangesAnswer): Loaded {
  const key = range ? `${sessionId} ${range.from} ${range.to}` : null
  const [, redraw] = useState(0)
  const [problem, setProblem] = useState<{ key: string; text: string } | null>(null)
  const [attempt, setAttempt] = useState(0)
  const fits = initial && range && initial.from === range.from && initial.to === range.to
  const changes = key ? (kept.get(key) ?? (fits ? initial : null)) : null

  // biome-ignore lint/correctness/useExhaustiveDependencies: `attempt` asks again; `changes` is read once per key
  useEffect(() => {
    if (!key || !range || kept.has(key)) return
    if (changes) return keep(key, changes)
    let gone = false
    const query = new URLSearchParams({ from: range.from, to: range.to })
    readJson<ChangesAnswer>(`/api/sessions/${sessionId}/changes?${query}`).then(
      (answer) => {
        keep(key, answer)
        if (!gone) redraw((count) => count + 1)
      },
      (error: Error) => {
        if (!gone) setProblem({ key, text: error.message })
      },
    )
    return () => {
      gone = true
    }
  }, [key, attempt])

  const retry = useCallback(() => {
    setProblem(null)
    setAttempt((count) => count + 1)
  }, [])
  const fill = useCallback(
    (path: string) => {
      if (!key || !range) return
      void fillFile(sessionId, key, range, path).then((filled) => {
        if (filled) redraw((count) => count + 1)
      })
    },
    [sessionId, key, range],
  )
  return { changes, problem: problem && problem.key === key ? problem.text : null, retry, fill }
}

function keep(key: string, answer: ChangesAnswer): void {
  kept.delete(key)
  kept.set(key, answer)
  for (const oldest of kept.keys()) {
    if (kept.size <= KEPT) return
    kept.delete(oldest)
  }
}

const filling = new Set<string>()

async function fillFile(sessionId: string, key: string, range: Range, path: string): Promise<boolean> {
  const task = `${key} ${path}`
  if (filling.has(task)) return false
  filling.add(task)
  try {
    const query = new URLSearchParams({ ...range, path })
    const { files } = await readJson<ChangesAnswer>(`/api/sessions/${sessionId}/changes?${query}`)
    const before = kept.get(key)
    const file = files[0]
    if (!before || !file) return false
    kept.set(key, { ...before, files: before.files.map((one) => (one.path === path ? file : one)) })
    filling.delete(task)
    return true
  } catch {
    // Asked again when it next comes into view, not at once: the server may be gone.
    setTimeout(() => filling.delete(task), 2000)
    return false
  }
}

/** One side of one file. Rejects with a sentence. */
export function readFile(sessionId: string, tree: string, path: string): Promise<FileAnswer> {
  const query = new URLSearchParams({ tree, path })
  return readJson<FileAnswer>(`/api/sessions/${sessionId}/file?${query}`)
}

async function readJson<T>(url: string): Promise<T> {
  const answer = await fetch(url).catch(() => null)
  if (!answer) throw new Error('The server could not be reached. Check the connection, then try again.')
  const body = await answer.json().catch(() => null)
  if (!answer.ok || body === null)
    throw new Error(body?.message ?? `The server answered ${answer.status}. Try again.`)
  return body as T
}
