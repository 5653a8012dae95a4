// The words of review: files and hunks of one change, base tree to proposed tree. Pure data.

/** added|deleted|modified|renamed|mode: what happened to the path. A file that became a symlink is `modified`. */
export type FileStatus = 'added' | 'deleted' | 'modified' | 'renamed' | 'mode'

/**
 * `text` is for people: bytes that are not UTF-8 show as U+FFFD and NUL as U+2400. Nothing is built from it; trees are
 * built from the bytes of the blobs, by line numbers.
 */
export type HunkLine = {
  kind: 'context' | 'add' | 'remove'
  text: string
  noNewline?: boolean
  /** Bytes at the end of a very long line that `text` leaves out. They count for the hunk's id all the same. */
  cut?: number
}

/**
 * One unit of decision. `id` is the first 16 hex digits of SHA-256 over (path, base blob, old range, changed lines and
 * where they stand, change of name or mode), so a decision survives a new snapshot in which this hunk stayed what it was,
 * and no other change can slip in under it.
 * Binary files, mode changes, empty files and pure renames have exactly one hunk, without lines. Symlinks and submodules
 * have exactly one hunk, whose lines show the target or commit.
 */
export type Hunk = {
  id: string
  /** 1-based, as git prints it: with `oldLines` 0 it is the line after which the hunk stands (0 = at the top). */
  oldStart: number
  oldLines: number
  newStart: number
  newLines: number
  /** The text after @@, usually the enclosing function. */
  heading: string
  lines: HunkLine[]
}

export type ChangedFile = {
  /** A name that is not UTF-8 stands in git's quoted form, "a\377b" with the quotes. */
  path: string
  oldPath: string | null
  status: FileStatus
  oldMode: string | null
  newMode: string | null
  /** null where the side does not exist. */
  oldBlob: string | null
  newBlob: string | null
  binary: boolean
  added: number
  removed: number
  hunks: Hunk[]
}
