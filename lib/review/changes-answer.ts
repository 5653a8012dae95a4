// The change between two trees as it travels to a browser: every file and hunk by name, and their lines when there are few.
// What is left out is asked for file by file. A hunk without its lines still says how many rows it will take.

import type { ChangedFile, Hunk } from './hunk.ts'

/** `rows`: lines to show, counted though `lines` may be empty until asked for. */
export type HunkHead = Hunk & { rows: number }
/** `complete`: every hunk holds its lines. */
export type FileChanges = Omit<ChangedFile, 'hunks'> & { hunks: HunkHead[]; complete: boolean }
export type ChangesAnswer = { from: string; to: string; files: FileChanges[] }
/** One side of one file. `text` is null for bytes that are not text and for files too large to show. */
export type FileAnswer = {
  tree: string
  path: string
  text: string | null
  bytes: number
  why: string | null
}

/** Lines sent with the list: beyond this a browser asks per file. */
const LINES_AT_ONCE = 6000
const LINES_PER_FILE = 1500
/** And characters, as lines may be long. */
const TEXT_AT_ONCE = 2_000_000

/** @param files all files of the change; small files keep their lines, in order, until the budget is spent */
export function shortenChanges(
  files: readonly ChangedFile[],
  budget: number = LINES_AT_ONCE,
  perFile: number = LINES_PER_FILE,
): FileChanges[] {
  let left = budget
  let textLeft = TEXT_AT_ONCE
  return files.map((file) => {
    const rows = file.hunks.reduce((sum, hunk) => sum + hunk.lines.length, 0)
    const text = rows > perFile ? 0 : countText(file)
    const complete = rows === 0 || (rows <= perFile && rows <= left && text <= textLeft)
    if (complete) {
      left -= rows
      textLeft -= text
    }
    return withRows(file, complete)
  })
}

function countText(file: ChangedFile): number {
  return file.hunks.reduce(
    (sum, hunk) => hunk.lines.reduce((inner, line) => inner + line.text.length, sum),
    0,
  )
}

/** One file with all of its lines. */
export function wholeChanges(file: ChangedFile): FileChanges {
  return withRows(file, true)
}

function withRows(file: ChangedFile, complete: boolean): FileChanges {
  const hunks = file.hunks.map((hunk) => ({
    ...hunk,
    rows: hunk.lines.length,
    lines: complete ? hunk.lines : [],
  }))
  return { ...file, hunks, complete }
}
