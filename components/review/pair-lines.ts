// A hunk's lines with their numbers, for one column or two, and where within a changed pair the difference lies.
// Computed once per hunk; nothing here looks at the screen.

import type { HunkHead } from '../../lib/review/changes-answer.ts'
import type { HunkLine } from '../../lib/review/hunk.ts'

export type NumberedLine = HunkLine & {
  oldLine: number | null
  newLine: number | null
  /** Characters that differ from the line it replaces: [from, to), or null when the whole line is new. */
  changed: [number, number] | null
}
/** null: an empty cell. A context line stands on both sides. */
export type LinePair = { left: NumberedLine | null; right: NumberedLine | null }

export function numberLines(hunk: Pick<HunkHead, 'oldStart' | 'newStart' | 'lines'>): NumberedLine[] {
  let oldLine = hunk.oldStart
  let newLine = hunk.newStart
  const numbered = hunk.lines.map(
    (line): NumberedLine => ({
      ...line,
      oldLine: line.kind === 'add' ? null : oldLine++,
      newLine: line.kind === 'remove' ? null : newLine++,
      changed: null,
    }),
  )
  for (const block of changedBlocks(numbered)) {
    const removed = block.filter((line) => line.kind === 'remove')
    const added = block.filter((line) => line.kind === 'add')
    if (removed.length === added.length)
      for (const [at, line] of removed.entries()) markDifference(line, added[at]!)
    else if (removed.length * added.length <= COMPARED) markLikest(removed, added)
  }
  return numbered
}

export function pairLines(lines: readonly NumberedLine[]): LinePair[] {
  const pairs: LinePair[] = []
  let at = 0
  while (at < lines.length) {
    const line = lines[at]!
    if (line.kind === 'context') {
      pairs.push({ left: line, right: line })
      at += 1
      continue
    }
    let end = at
    while (end < lines.length && lines[end]!.kind !== 'context') end += 1
    const removed = lines.slice(at, end).filter((one) => one.kind === 'remove')
    const added = lines.slice(at, end).filter((one) => one.kind === 'add')
    for (let row = 0; row < Math.max(removed.length, added.length); row += 1)
      pairs.push({ left: removed[row] ?? null, right: added[row] ?? null })
    at = end
  }
  return pairs
}

/** Pairs of lines that are compared where it is not plain which one replaces which. */
const COMPARED = 400

/** Each removed line with the added one that is most like it, in order, each at most once. */
function markLikest(removed: readonly NumberedLine[], added: readonly NumberedLine[]): void {
  let from = 0
  for (const before of removed) {
    let best = -1
    let most = 0
    for (let at = from; at < added.length; at += 1) {
      const { start, tail } = commonEnds(before.text, added[at]!.text)
      if (start + tail > most) [best, most] = [at, start + tail]
    }
    if (best < 0 || !markDifference(before, added[best]!)) continue
    from = best + 1
  }
}

function changedBlocks(lines: readonly NumberedLine[]): NumberedLine[][] {
  const blocks: NumberedLine[][] = []
  let block: NumberedLine[] = []
  for (const line of lines) {
    if (line.kind !== 'context') block.push(line)
    else if (block.length > 0) {
      blocks.push(block)
      block = []
    }
  }
  if (block.length > 0) blocks.push(block)
  return blocks
}

/** Marks what lies between the common beginning and the common end; false where too little is common to help. */
function markDifference(before: NumberedLine, after: NumberedLine): boolean {
  const a = before.text
  const b = after.text
  const { start, tail } = commonEnds(a, b)
  const indent = a.length - a.trimStart().length
  if (start - indent + tail < Math.max(a.trim().length, b.trim().length) * 0.4) return false
  if (start < a.length - tail) before.changed = [start, a.length - tail]
  if (start < b.length - tail) after.changed = [start, b.length - tail]
  return true
}

function commonEnds(a: string, b: string): { start: number; tail: number } {
  const most = Math.min(a.length, b.length)
  let start = 0
  while (start < most && a[start] === b[start]) start += 1
  let tail = 0
  while (tail < most - start && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1
  return { start, tail }
}
