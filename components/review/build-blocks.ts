// The change as a flat list of blocks for a virtual list: a head per file, then its hunks, each in pieces small enough to
// draw at once. Pure: the same change and the same folds give the same blocks and keys.

import type { FileChanges, HunkHead } from '../../lib/review/changes-answer.ts'

/** Rows drawn together; a screen shows two or three such pieces. */
const ROWS_PER_PIECE = 60
/** A hunk longer than this starts folded. */
export const FOLD_ABOVE = 400

export type Block = { key: string; file: number } & (
  | { kind: 'file' }
  /** A file that starts closed: what machines wrote. */
  | { kind: 'closed'; rows: number }
  /** `from` and `to` are indexes of lines, `first` carries the hunk's header. */
  | { kind: 'lines'; hunk: number; from: number; to: number; first: boolean; last: boolean }
  | { kind: 'folded'; hunk: number; rows: number }
)

export type Folds = {
  /** Hunk ids that were opened though long. */
  opened: ReadonlySet<string>
  /** Paths that are closed. */
  closed: ReadonlySet<string>
}

export function buildBlocks(files: readonly FileChanges[], folds: Folds): Block[] {
  return files.flatMap((file, at): Block[] => {
    const head: Block = { key: `f:${file.path}`, kind: 'file', file: at }
    const rows = file.hunks.reduce((sum, hunk) => sum + hunk.rows, 0)
    if (folds.closed.has(file.path)) return [head, { key: `c:${file.path}`, kind: 'closed', file: at, rows }]
    return [head, ...file.hunks.flatMap((hunk, index) => blocksOf(hunk, index, at, folds))]
  })
}

function blocksOf(hunk: HunkHead, index: number, file: number, folds: Folds): Block[] {
  const key = `h:${hunk.id}`
  if (hunk.rows > FOLD_ABOVE && !folds.opened.has(hunk.id))
    return [{ key, kind: 'folded', file, hunk: index, rows: hunk.rows }]
  const blocks: Block[] = []
  for (let from = 0; from === 0 || from < hunk.rows; from += ROWS_PER_PIECE) {
    const to = Math.min(from + ROWS_PER_PIECE, hunk.rows)
    blocks.push({
      key: `${key}:${from}`,
      kind: 'lines',
      file,
      hunk: index,
      from,
      to,
      first: from === 0,
      last: to === hunk.rows,
    })
  }
  return blocks
}

/** Where a hunk (its header) or a file stands in the list; -1 when it is not drawn. */
export function findBlock(blocks: readonly Block[], file: number, hunk: number | null): number {
  return blocks.findIndex((block) =>
    block.file !== file
      ? false
      : hunk === null
        ? block.kind === 'file'
        : block.kind === 'folded' || block.kind === 'lines'
          ? block.hunk === hunk && (block.kind === 'folded' || block.first)
          : false,
  )
}

export type Spot = { path: string; hunkId: string }

/** All hunks in the order they are read, for the keys that go to the next one. */
export function listSpots(files: readonly FileChanges[]): Spot[] {
  return files.flatMap((file) => file.hunks.map((hunk) => ({ path: file.path, hunkId: hunk.id })))
}

/** The spot `step` hunks away, or the first hunk of the file `step` files away; stays at the ends. */
export function moveSpot(
  spots: readonly Spot[],
  at: Spot | null,
  by: 'hunk' | 'file',
  step: 1 | -1,
): Spot | null {
  const index = spots.findIndex((spot) => spot.hunkId === at?.hunkId && spot.path === at.path)
  if (index < 0) return spots[0] ?? null
  if (by === 'hunk') return spots[index + step] ?? spots[index] ?? null
  const paths = [...new Set(spots.map((spot) => spot.path))]
  const path = paths[paths.indexOf(spots[index]!.path) + step]
  return spots.find((spot) => spot.path === path) ?? spots[index] ?? null
}
