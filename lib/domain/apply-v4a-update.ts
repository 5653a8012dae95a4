// Applies the chunks of one V4A update to the text of one file.
// Chunks are found from top to bottom, exactly first, then forgiving white space and typographic signs.
// What the chunks do not touch keeps its bytes: line endings and a missing last newline included.

import type { PatchChunk } from './v4a-patch.ts'

export type AppliedUpdate = { ok: true; text: string } | { ok: false; reason: string }

type Splice = { at: number; remove: number; insert: string[] }

/** Answers the new text, or for the model the reason why a chunk does not fit. Changes nothing halfway. */
export function applyUpdate(oldText: string, chunks: readonly PatchChunk[]): AppliedUpdate {
  const lines = oldText === '' ? [] : oldText.split('\n')
  const endedWithNewline = lines.at(-1) === ''
  if (endedWithNewline) lines.pop()
  const carriage = lines.length > 0 && lines.filter((line) => line.endsWith('\r')).length * 2 > lines.length

  const splices: Splice[] = []
  let from = 0
  for (const chunk of chunks) {
    for (const anchor of chunk.anchors) {
      const found = findLines(lines, [anchor], from)
      if (found < 0)
        return { ok: false, reason: `No line "${anchor}" was found (after "@@"). Read the file again.` }
      from = found + 1
    }
    const splice = placeChunk(lines, chunk, from, carriage)
    if (!splice) return { ok: false, reason: notFound(chunk) }
    splices.push(splice)
    from = splice.at + splice.remove
  }

  const touchedEnd = splices.some((one) => one.at + one.remove === lines.length && changesLast(one, lines))
  for (const { at, remove, insert } of splices.reverse()) lines.splice(at, remove, ...insert)
  const newline = lines.length > 0 && (endedWithNewline || touchedEnd || oldText === '')
  return { ok: true, text: lines.join('\n') + (newline ? '\n' : '') }
}

function changesLast(splice: Splice, lines: readonly string[]): boolean {
  return splice.remove === 0 || splice.insert.at(-1) !== lines.at(-1)
}

function placeChunk(
  lines: readonly string[],
  chunk: PatchChunk,
  from: number,
  carriage: boolean,
): Splice | null {
  const old = chunk.lines.filter((line) => line.kind !== 'add')
  if (old.length === 0) {
    // Only additions: behind the anchor if there is one, else at the end of the file.
    const at = chunk.anchors.length > 0 && !chunk.endOfFile ? from : lines.length
    return { at, remove: 0, insert: chunk.lines.map((line) => added(line.text, carriage)) }
  }
  const pattern = old.map((line) => line.text)
  const atEnd = chunk.endOfFile
    ? findLines(lines, pattern, Math.max(from, lines.length - pattern.length))
    : -1
  const at = atEnd >= 0 ? atEnd : findLines(lines, pattern, from)
  if (at < 0) return null
  const insert: string[] = []
  let read = at
  for (const line of chunk.lines) {
    if (line.kind === 'add') insert.push(added(line.text, carriage))
    else if (line.kind === 'context') insert.push(lines[read++]!)
    else read += 1
  }
  return { at, remove: pattern.length, insert }
}

function added(text: string, carriage: boolean): string {
  return carriage && !text.endsWith('\r') ? `${text}\r` : text
}

/** From strict to forgiving; a stricter match anywhere below wins over a looser one that stands earlier. */
const readings: readonly ((line: string) => string)[] = [
  (line) => line.replace(/\r$/, ''),
  (line) => line.trimEnd(),
  (line) => line.trim(),
  (line) =>
    line
      .replace(/[\u2010-\u2015\u2212]/g, '-')
      .replace(/[\u2018-\u201b]/g, "'")
      .replace(/[\u201c-\u201f]/g, '"')
      .replace(/[\u00a0\u2000-\u200a\u202f\u205f\u3000]/g, ' ')
      .trim(),
]

function findLines(lines: readonly string[], pattern: readonly string[], from: number): number {
  for (const read of readings) {
    const wanted = pattern.map(read)
    for (let at = from; at + wanted.length <= lines.length; at += 1) {
      if (wanted.every((text, offset) => read(lines[at + offset]!) === text)) return at
    }
  }
  return -1
}

function notFound(chunk: PatchChunk): string {
  const old = chunk.lines.filter((line) => line.kind !== 'add').map((line) => line.text)
  return `These lines were not found in the file:\n${old.join('\n')}\nRead the file again and send a patch that fits it.`
}
