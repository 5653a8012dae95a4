// What is hashed when a change and the decisions on it are bound into a signature: plain objects for canonical JSON.
// The order of the input never matters; the content always does.

import type { ChangedFile } from './hunk.ts'

type Decided = { hunkId: string; decision: 'accept' | 'reject' }

const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** The change itself: blobs fix every byte, hunk ids fix how it was cut into decisions. */
export function patchDigestInput(files: readonly ChangedFile[]) {
  return {
    v: 1,
    kind: 'patch',
    files: files
      .map((file) => ({
        path: file.path,
        oldPath: file.oldPath,
        oldMode: file.oldMode,
        newMode: file.newMode,
        oldBlob: file.oldBlob,
        newBlob: file.newBlob,
        hunks: file.hunks.map((hunk) => hunk.id),
      }))
      .sort((a, b) => byText(a.path, b.path)),
  }
}

/** The decisions that count, one per hunk. */
export function decisionsDigestInput(decisions: readonly Decided[]) {
  return {
    v: 1,
    kind: 'decisions',
    decisions: decisions
      .map(({ hunkId, decision }) => ({ hunkId, decision }))
      .sort((a, b) => byText(a.hunkId, b.hunkId)),
  }
}
