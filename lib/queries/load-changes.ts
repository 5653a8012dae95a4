// The change between two trees of a project, for pages and the API. Reads the project's bare repository, writes nothing.
// Two trees never change, so what was computed once is kept in memory, the least recently used leaving first.
// Whether somebody may name these trees is decided before, by find-named-trees.ts.

import { diffTrees } from '../git/diff.ts'
import type { ChangedFile } from '../review/hunk.ts'

/** Lines of hunks kept in memory over all changes; one larger change is kept alone. */
const LINES_KEPT = 300_000

type Kept = { files: Promise<ChangedFile[]>; lines: number }
const kept = new Map<string, Kept>()

/** All files and hunks from tree `from` to tree `to`, in git's order. Throws GitError when a tree is not there. */
export async function loadChanges(bare: string, from: string, to: string): Promise<ChangedFile[]> {
  const key = `${bare}\0${from}\0${to}`
  const known = kept.get(key)
  if (known) {
    kept.delete(key)
    kept.set(key, known)
    return known.files
  }
  const entry: Kept = { files: diffTrees(bare, from, to), lines: 0 }
  kept.set(key, entry)
  try {
    const files = await entry.files
    entry.lines = countLines(files)
    forgetOldest(key)
    return files
  } catch (error) {
    kept.delete(key)
    throw error
  }
}

function countLines(files: readonly ChangedFile[]): number {
  return files.reduce(
    (sum, file) => sum + 10 + file.hunks.reduce((rows, hunk) => rows + hunk.lines.length, 0),
    0,
  )
}

function forgetOldest(newest: string): void {
  let total = [...kept.values()].reduce((sum, entry) => sum + entry.lines, 0)
  for (const [key, entry] of kept) {
    if (total <= LINES_KEPT) return
    if (key === newest || entry.lines === 0) continue
    kept.delete(key)
    total -= entry.lines
  }
}
