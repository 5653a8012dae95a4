// What happened to a file beyond its lines, in words: names, modes, kinds. Pure.

import { visibleLine } from '../../lib/protocol/visible-text.ts'
import type { FileChanges, HunkHead } from '../../lib/review/changes-answer.ts'

const SYMLINK = '120000'
const SUBMODULE = '160000'
type Facts = Pick<
  FileChanges,
  'path' | 'oldPath' | 'status' | 'oldMode' | 'newMode' | 'binary' | 'added' | 'removed'
>

/** Short phrases, none when a plain file was edited. */
export function describeFile(file: Facts): string[] {
  const words: string[] = []
  const kind = kindOf(file.newMode ?? file.oldMode)
  const wasKind = kindOf(file.oldMode ?? file.newMode)
  if (file.status === 'added') words.push(kind ? `new ${kind}` : 'new file')
  else if (file.status === 'deleted') words.push(kind ? `${kind} deleted` : 'deleted')
  else if (kind !== wasKind) words.push(`${wasKind ?? 'file'} became a ${kind ?? 'file'}`)
  else if (kind) words.push(kind)
  if (file.oldPath !== null) words.push(`renamed from ${visibleLine(file.oldPath)}`)
  if (file.binary) words.push('binary')
  const mode = describeMode(file)
  if (mode) words.push(mode)
  const noLines = file.added + file.removed === 0 && !file.binary
  if (noLines && (file.status === 'added' || file.status === 'deleted')) words.push('empty')
  return words
}

function kindOf(mode: string | null): 'symlink' | 'submodule' | null {
  return mode === SYMLINK ? 'symlink' : mode === SUBMODULE ? 'submodule' : null
}

function describeMode(file: Facts): string | null {
  if (file.oldMode === file.newMode || kindOf(file.oldMode) || kindOf(file.newMode)) return null
  if (file.oldMode === null) return file.newMode === '100755' ? 'executable' : null
  if (file.newMode === null) return null
  if (file.newMode === '100755') return 'made executable'
  return file.oldMode === '100755' ? 'no longer executable' : `mode ${file.oldMode} → ${file.newMode}`
}

type Range = Pick<HunkHead, 'oldStart' | 'oldLines' | 'newStart' | 'newLines' | 'rows'>

/** "42–58", "7", or null for a hunk without lines. Of the new side, or of the old one where nothing is left. */
export function rangeOf(hunk: Range): string | null {
  if (hunk.rows === 0) return null
  const [start, count] = hunk.newLines > 0 ? [hunk.newStart, hunk.newLines] : [hunk.oldStart, hunk.oldLines]
  return count <= 1 ? String(start) : `${start}–${start + count - 1}`
}

/** The accessible name of a hunk. */
export function nameOfHunk(path: string, hunk: Range): string {
  const range = rangeOf(hunk)
  return range === null ? `${path} whole file` : `${path} lines ${range}`
}

/** Folder and name apart, so that the name can stand out. */
export function splitPath(path: string): { folder: string; name: string } {
  const cut = path.lastIndexOf('/') + 1
  return { folder: path.slice(0, cut), name: path.slice(cut) }
}
