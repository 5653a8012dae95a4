// The words of review: files and hunks of one change, base tree to proposed tree. Pure data.

/** added|deleted|modified|renamed|mode: what happened to the path. binary and submodule have no hunks of lines. */
export type FileStatus = 'added' | 'deleted' | 'modified' | 'renamed' | 'mode'

export type HunkLine = { kind: 'context' | 'add' | 'remove'; text: string; noNewline?: boolean }

/**
 * One unit of decision. `id` is the first 16 hex digits of SHA-256 over (path, base blob, old range, changed lines), so a
 * decision survives a new snapshot in which this hunk stayed what it was.
 * Files without line hunks (binary, mode change, empty file, pure rename, symlink, submodule) have exactly one hunk with no lines.
 */
export type Hunk = {
  id: string
  oldStart: number
  oldLines: number
  newStart: number
  newLines: number
  /** The text after @@, usually the enclosing function. */
  heading: string
  lines: HunkLine[]
}

export type ChangedFile = {
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
