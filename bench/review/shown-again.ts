// What rules of carry-over show again of a revision to a reviewer who has read all of the ones before. Each rule gets the
// change as it was and as it is, and answers a number of changed lines.
import {
  type ChangeLines,
  carryOver,
  changedLines,
  countAll,
  uniteLines,
  unreadLines,
} from '../../lib/review/carry-over.ts'
import type { ChangedFile, HunkLine } from '../../lib/review/hunk.ts'
import { type LineRange, subtract } from '../../lib/review/line-ranges.ts'

export const rules = ['nothing', 'blob', 'hunk', 'block', 'bound', 'ours'] as const
export type Rule = (typeof rules)[number]
export type Round = {
  before: readonly ChangedFile[]
  now: readonly ChangedFile[]
  moved: { base: readonly ChangedFile[]; head: readonly ChangedFile[] }
}

const changed = ({ kind }: HunkLine) => kind !== 'context'
const linesOf = (file: ChangedFile) => file.hunks.flatMap(({ lines }) => lines.filter(changed))
const keyOf = (path: string, lines: readonly HunkLine[]) =>
  JSON.stringify([path, lines.map(({ kind, text }) => kind + text)])

function blocksOf(file: ChangedFile): HunkLine[][] {
  const blocks: HunkLine[][] = []
  for (const hunk of file.hunks) {
    let open: HunkLine[] | null = null
    for (const line of hunk.lines) {
      if (!changed(line)) open = null
      else if (open) open.push(line)
      else {
        open = [line]
        blocks.push(open)
      }
    }
  }
  return blocks
}

/** Lines of the parts of `now` that `before` has no equal part for, each part of it counted once. */
function unmatched(
  before: readonly ChangedFile[],
  now: readonly ChangedFile[],
  parts: (file: ChangedFile) => readonly (readonly HunkLine[])[],
  pathBefore: (path: string) => string = (path) => path,
): number {
  const left = new Map<string, number>()
  for (const file of before)
    for (const part of parts(file)) {
      const key = keyOf(pathBefore(file.path), part)
      left.set(key, (left.get(key) ?? 0) + 1)
    }
  let shown = 0
  for (const file of now)
    for (const part of parts(file)) {
      const key = keyOf(file.path, part)
      const count = left.get(key) ?? 0
      if (count > 0) left.set(key, count - 1)
      else shown += part.filter(changed).length
    }
  return shown
}

function sameBlob(before: readonly ChangedFile[], now: readonly ChangedFile[]): number {
  const known = new Map(before.map((file) => [file.path, file]))
  const isRead = (file: ChangedFile) => {
    const old = known.get(file.path)
    return (
      old &&
      (file.newBlob === null
        ? old.newBlob === null && old.oldBlob === file.oldBlob
        : old.newBlob === file.newBlob)
    )
  }
  return now.filter((file) => !isRead(file)).reduce((sum, file) => sum + linesOf(file).length, 0)
}

/** Where the files of the revision before are now, so that a rename counts against no rule that could know of it. */
function renames(moved: readonly ChangedFile[]): (path: string) => string {
  const names = new Map(moved.filter(({ oldPath }) => oldPath).map(({ oldPath, path }) => [oldPath, path]))
  return (path) => names.get(path) ?? path
}

/** A reviewer of one change. `meet` takes the next round; `read` must have been told of the first revision. */
export function createReviewer(first: readonly ChangedFile[]) {
  let read: ChangeLines = changedLines(first)
  const texts = { base: new Set(textsOf(first, 'remove')), head: new Set(textsOf(first, 'add')) }
  return {
    /** Lines shown again by each rule, and lines that ours calls read although no such line was ever read. */
    meet({ before, now, moved }: Round): { shown: Record<Rule, number>; falselyRead: number; all: number } {
      const all = changedLines(now)
      const carried = carryOver(read, moved)
      const ours = unreadLines(all, carried)
      const falselyRead = countFalse(now, all, ours, texts)
      read = uniteLines(carried, all)
      for (const text of textsOf(now, 'remove')) texts.base.add(text)
      for (const text of textsOf(now, 'add')) texts.head.add(text)
      const each = (file: ChangedFile) => linesOf(file).map((line) => [line])
      return {
        all: countAll(all),
        falselyRead,
        shown: {
          nothing: countAll(all),
          blob: sameBlob(before, now),
          hunk: unmatched(before, now, (file) => file.hunks.map(({ lines }) => lines)),
          block: unmatched(before, now, blocksOf),
          bound: unmatched(before, now, each, renames(moved.head)),
          ours: countAll(ours),
        },
      }
    },
  }
}

const textsOf = (files: readonly ChangedFile[], kind: 'add' | 'remove') =>
  files.flatMap((file) =>
    linesOf(file)
      .filter((line) => line.kind === kind)
      .map(({ text }) => text),
  )

function countFalse(
  now: readonly ChangedFile[],
  all: ChangeLines,
  unread: ChangeLines,
  texts: { base: ReadonlySet<string>; head: ReadonlySet<string> },
): number {
  let count = 0
  for (const file of now) {
    for (const [side, path, kind] of [
      ['base', file.oldPath ?? file.path, 'remove'],
      ['head', file.path, 'add'],
    ] as const) {
      const called = subtract(all[side].get(path) ?? [], unread[side].get(path) ?? [])
      const text = textByLine(file, kind)
      count += expand(called).filter((at) => !texts[side].has(text.get(at) ?? '\0')).length
    }
  }
  return count
}

function textByLine(file: ChangedFile, kind: 'add' | 'remove'): Map<number, string> {
  const texts = new Map<number, string>()
  for (const hunk of file.hunks) {
    let at = kind === 'add' ? hunk.newStart : hunk.oldStart
    if ((kind === 'add' ? hunk.newLines : hunk.oldLines) === 0) at += 1
    for (const line of hunk.lines) {
      if (line.kind === kind) texts.set(at, line.text)
      if (line.kind === kind || line.kind === 'context') at += 1
    }
  }
  return texts
}

const expand = (ranges: readonly LineRange[]): number[] =>
  ranges.flatMap(([start, end]) => Array.from({ length: end - start }, (_, index) => start + index))
