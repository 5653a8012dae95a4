// Puts chosen hunks onto the base file, by line numbers alone: exact whatever the bytes are (CRLF, no final newline,
// repeated lines, text that is no UTF-8). This is the truth of partial acceptance; nothing is searched or guessed.

import type { Hunk } from './hunk.ts'

const NEWLINE = 10

/**
 * The new file: `oldBytes` with the old range of each accepted hunk replaced by that hunk's lines of `newBytes`.
 * `hunks` are all hunks between the two files, in order. None accepted gives `oldBytes`, all give `newBytes`, byte for byte.
 * Throws RangeError when the hunks do not fit the files.
 */
export function spliceHunks(
  oldBytes: Uint8Array,
  newBytes: Uint8Array,
  hunks: readonly Hunk[],
  accepted: ReadonlySet<string>,
): Uint8Array {
  const oldLines = lineStarts(oldBytes)
  const newLines = lineStarts(newBytes)
  const pieces: Uint8Array[] = []
  let copiedTo = 0
  for (const hunk of hunks) {
    if (!accepted.has(hunk.id)) continue
    // With no lines on a side git names the line before; otherwise the first line itself.
    const from = hunk.oldLines === 0 ? hunk.oldStart : hunk.oldStart - 1
    const start = hunk.newLines === 0 ? hunk.newStart : hunk.newStart - 1
    if (from < copiedTo) throw new RangeError('Hunks overlap or are out of order')
    pieces.push(sliceLines(oldBytes, oldLines, copiedTo, from))
    pieces.push(sliceLines(newBytes, newLines, start, start + hunk.newLines))
    copiedTo = from + hunk.oldLines
  }
  pieces.push(sliceLines(oldBytes, oldLines, copiedTo, oldLines.length - 1))
  return joinLines(pieces)
}

/** Where each line begins, and at the end where the file ends: one entry more than there are lines. */
function lineStarts(bytes: Uint8Array): number[] {
  const starts = [0]
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) starts.push(at + 1)
  if (starts.at(-1) !== bytes.length) starts.push(bytes.length)
  return starts
}

function sliceLines(bytes: Uint8Array, starts: readonly number[], from: number, to: number): Uint8Array {
  const begin = starts[from]
  const end = starts[to]
  if (begin === undefined || end === undefined)
    throw new RangeError(`No lines ${from + 1} to ${to} in this file`)
  return bytes.subarray(begin, end)
}

function joinLines(pieces: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    joined.set(piece, at)
    at += piece.length
  }
  return joined
}
