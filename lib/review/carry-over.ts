// What a reviewer has read of a change, kept by lines and carried into each new revision: on the new side along what
// happened to the agent's files, on the old side along what happened to the base. So a revision shows again only what it
// changed, and a base that moved shows nothing again.
// Must never call a line read that was not: a line is carried only where git says that it is the same line.
import type { ChangedFile, Hunk } from './hunk.ts'
import {
  countLines,
  type Edit,
  type LineRange,
  moveThrough,
  normalize,
  subtract,
  unite,
} from './line-ranges.ts'

/** Lines of changed files: removed ones by their path in the base, added ones by their path in the head. */
export type ChangeLines = { base: Map<string, LineRange[]>; head: Map<string, LineRange[]> }

export const noLines = (): ChangeLines => ({ base: new Map(), head: new Map() })

/** The removed and added lines of a change from base to head. */
export function changedLines(files: readonly ChangedFile[]): ChangeLines {
  const lines = noLines()
  for (const file of files) {
    const edits = file.binary ? [] : editsOf(file)
    const removed = normalize(edits.map((edit) => [edit.oldStart, edit.oldStart + edit.oldLines]))
    const added = normalize(edits.map((edit) => [edit.newStart, edit.newStart + edit.newLines]))
    if (removed.length > 0) lines.base.set(file.oldPath ?? file.path, removed)
    if (added.length > 0) lines.head.set(file.path, added)
  }
  return lines
}

/**
 * What was read of the revision before, in the lines of the next one.
 * @param moved what changed from the one base to the next and from the one head to the next
 */
export function carryOver(
  read: ChangeLines,
  moved: { base: readonly ChangedFile[]; head: readonly ChangedFile[] },
): ChangeLines {
  return { base: carrySide(read.base, moved.base), head: carrySide(read.head, moved.head) }
}

function carrySide(read: ReadonlyMap<string, LineRange[]>, moved: readonly ChangedFile[]) {
  const carried = new Map(read)
  // A file that came from another one takes its lines along; both names are settled before any is written.
  const before = moved.map((file) => read.get(file.oldPath ?? file.path) ?? [])
  for (const file of moved) carried.delete(file.oldPath ?? file.path)
  moved.forEach((file, at) => {
    const lines = moveThrough(before[at]!, editsOf(file))
    if (lines.length > 0 && file.status !== 'deleted') carried.set(file.path, lines)
    else carried.delete(file.path)
  })
  return carried
}

export function uniteLines(a: ChangeLines, b: ChangeLines): ChangeLines {
  const both = (side: 'base' | 'head') => {
    const result = new Map(a[side])
    for (const [path, ranges] of b[side]) result.set(path, unite(result.get(path) ?? [], ranges))
    return result
  }
  return { base: both('base'), head: both('head') }
}

/** What of a change is still to be read. */
export function unreadLines(changed: ChangeLines, read: ChangeLines): ChangeLines {
  const rest = (side: 'base' | 'head') => {
    const result = new Map<string, LineRange[]>()
    for (const [path, ranges] of changed[side]) {
      const left = subtract(ranges, read[side].get(path) ?? [])
      if (left.length > 0) result.set(path, left)
    }
    return result
  }
  return { base: rest('base'), head: rest('head') }
}

/** Lines of both sides together. */
export const countAll = (lines: ChangeLines): number =>
  [...lines.base.values(), ...lines.head.values()].reduce((sum, ranges) => sum + countLines(ranges), 0)

/** The changed runs of a file, without context. A file that git shows without lines is one edit of everything. */
export function editsOf(file: ChangedFile): Edit[] {
  if (file.binary) return [{ oldStart: 1, oldLines: wholeFile, newStart: 1, newLines: wholeFile }]
  return file.hunks.flatMap(editsOfHunk)
}

/** More lines than any file has: a binary file has no lines that could be carried. */
const wholeFile = 2 ** 31

function editsOfHunk(hunk: Hunk): Edit[] {
  const edits: Edit[] = []
  // An empty side names the line before it.
  let oldLine = hunk.oldLines === 0 ? hunk.oldStart + 1 : hunk.oldStart
  let newLine = hunk.newLines === 0 ? hunk.newStart + 1 : hunk.newStart
  let current: Edit | null = null
  for (const { kind } of hunk.lines) {
    if (kind === 'context') {
      current = null
      oldLine += 1
      newLine += 1
      continue
    }
    if (!current) {
      current = { oldStart: oldLine, oldLines: 0, newStart: newLine, newLines: 0 }
      edits.push(current)
    }
    if (kind === 'remove') {
      current.oldLines += 1
      oldLine += 1
    } else {
      current.newLines += 1
      newLine += 1
    }
  }
  return edits
}
