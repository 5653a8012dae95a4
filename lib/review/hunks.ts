// Turns what git says about two trees into the files and hunks that people decide on.
// Order joins the two outputs of git, never names: the patch's quoted names are not parsed at all.
// A hunk's id must change whenever accepting it would mean something else.

import { parsePatch, type StructuredPatch, type StructuredPatchHunk } from 'diff'
import type { ChangedFile, FileStatus, Hunk, HunkLine } from './hunk.ts'

/** SHA-256 of a text, in hex. Passed in: this folder has no node:*. */
export type Hash = (text: string) => string

/** One line of `git diff --raw`, with its line counts. `type` is git's letter: A D M T R. */
export type RawChange = {
  type: 'A' | 'D' | 'M' | 'T' | 'R'
  path: string
  oldPath: string | null
  oldMode: string | null
  newMode: string | null
  oldBlob: string | null
  newBlob: string | null
  binary: boolean
  added: number
  removed: number
}

const SYMLINK = '120000'
const SUBMODULE = '160000'
/** What of one line travels to people; a screen draws less. */
const LINE_BYTES = 20_000

/** True where a file is taken or left as a whole, whatever its hunks show. */
export function isWhole(file: Pick<ChangedFile, 'binary' | 'oldMode' | 'newMode'>): boolean {
  const special = (mode: string | null) => mode === SYMLINK || mode === SUBMODULE
  return file.binary || special(file.oldMode) || special(file.newMode)
}

/**
 * @param changes from `git diff --raw --numstat -z`, in git's order
 * @param patch the patch of the same diff with the same options, its bytes read as latin1
 * Throws when the two do not belong together: that is a bug of the caller.
 */
export function buildChangedFiles(changes: readonly RawChange[], patch: string, hash: Hash): ChangedFile[] {
  const sections = patch === '' ? [] : parsePatch(patch).filter((section) => section.isGit)
  const headings = readHeadings(patch)
  let nextSection = 0
  let nextHeading = 0
  const files = changes.map((change) => {
    // Git prints a change of type as a deletion followed by a creation.
    const parts = sections.slice(nextSection, nextSection + (change.type === 'T' ? 2 : 1))
    nextSection += change.type === 'T' ? 2 : 1
    const count = parts.reduce((sum, part) => sum + part.hunks.length, 0)
    const own = headings.slice(nextHeading, nextHeading + count)
    nextHeading += count
    return buildFile(change, parts, own, hash)
  })
  if (nextSection !== sections.length || nextHeading !== headings.length)
    throw new Error(`The patch has ${sections.length} sections, the list of changes needs ${nextSection}`)
  return files
}

function buildFile(
  change: RawChange,
  parts: readonly StructuredPatch[],
  headings: readonly string[],
  hash: Hash,
): ChangedFile {
  const { type, ...rest } = change
  const file = { ...rest, status: statusOf(change) }
  const raw = parts.flatMap((part) => part.hunks)
  if (isWhole(change) || raw.length === 0) return { ...file, hunks: [wholeHunk(change, raw, hash)] }
  const head = headerChange(change)
  const hunks = raw.map((hunk, at): Hunk => {
    const shape = hunk.lines.map((line) => (line.startsWith(' ') ? ' ' : line))
    const range = rangeOf(hunk)
    const key = [change.path, change.oldBlob, range.oldStart, range.oldLines, shape, head]
    return {
      id: shorten(hash, key),
      ...range,
      heading: show(headings[at] ?? ''),
      lines: readLines(hunk.lines),
    }
  })
  return { ...file, hunks }
}

function wholeHunk(change: RawChange, raw: readonly StructuredPatchHunk[], hash: Hash): Hunk {
  const key = [
    'whole',
    change.path,
    change.oldBlob,
    change.newBlob,
    change.oldPath,
    change.oldMode,
    change.newMode,
  ]
  const lines = raw.flatMap((hunk) => readLines(hunk.lines))
  const count = (skip: HunkLine['kind']) => lines.filter((line) => line.kind !== skip).length
  const oldLines = count('add')
  const newLines = count('remove')
  return {
    id: shorten(hash, key),
    oldStart: Math.min(1, oldLines),
    oldLines,
    newStart: Math.min(1, newLines),
    newLines,
    heading: '',
    lines,
  }
}

/** A rename or a new mode is accepted together with any hunk of its file, so it is part of each id. */
function headerChange(change: RawChange): (string | null)[] | null {
  if (change.oldPath === null && change.oldMode === change.newMode) return null
  return [change.oldPath, change.oldMode, change.newMode]
}

function statusOf(change: RawChange): FileStatus {
  switch (change.type) {
    case 'A':
      return 'added'
    case 'D':
      return 'deleted'
    case 'R':
      return 'renamed'
    case 'T':
      return 'modified'
    case 'M':
      return change.oldBlob === change.newBlob ? 'mode' : 'modified'
    default:
      return change.type satisfies never
  }
}

/** The parser moves the start of an empty side by one; undone here, so that numbers are those that git prints. */
function rangeOf(hunk: StructuredPatchHunk): Pick<Hunk, 'oldStart' | 'oldLines' | 'newStart' | 'newLines'> {
  return {
    oldStart: hunk.oldLines === 0 ? hunk.oldStart - 1 : hunk.oldStart,
    oldLines: hunk.oldLines,
    newStart: hunk.newLines === 0 ? hunk.newStart - 1 : hunk.newStart,
    newLines: hunk.newLines,
  }
}

function readLines(raw: readonly string[]): HunkLine[] {
  const lines: HunkLine[] = []
  for (const text of raw) {
    const last = lines.at(-1)
    if (text.startsWith('\\')) {
      if (last) last.noNewline = true
      continue
    }
    const kind = text.startsWith('+') ? 'add' : text.startsWith('-') ? 'remove' : 'context'
    const cut = text.length - 1 - LINE_BYTES
    if (cut > 0) lines.push({ kind, text: show(text.slice(1, LINE_BYTES + 1)), cut })
    else lines.push({ kind, text: show(text.slice(1)) })
  }
  return lines
}

/** The parser drops what stands after @@. Lines of content never begin with @, so these are the headers, in order. */
function readHeadings(patch: string): string[] {
  const headings: string[] = []
  for (let at = patch.startsWith('@@ ') ? 0 : patch.indexOf('\n@@ ') + 1; at > 0; ) {
    const end = patch.indexOf('\n', at)
    const line = patch.slice(at, end === -1 ? patch.length : end)
    headings.push(line.replace(/^@@ \S+ \S+ @@ ?/, ''))
    at = patch.indexOf('\n@@ ', at) + 1
  }
  return headings
}

function shorten(hash: Hash, key: readonly unknown[]): string {
  return hash(JSON.stringify(key)).slice(0, 16)
}

const tolerant = new TextDecoder('utf-8', { ignoreBOM: true })

/** latin1 text (one character per byte) to what people read. */
function show(latin1: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is the point: plain text needs no decoding
  if (/^[\x01-\x7f]*$/.test(latin1)) return latin1
  const bytes = Uint8Array.from(latin1, (char) => char.charCodeAt(0))
  return tolerant.decode(bytes).replaceAll('\0', '\u2400')
}
