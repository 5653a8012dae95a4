// From decisions on hunks to the list of files that changes the base tree.
// All hunks accepted is exactly the agent's tree; none is exactly the base. Blobs are read only where a file is taken in part.

import type { ChangedFile } from './hunk.ts'
import { isWhole } from './hunks.ts'
import { spliceHunks } from './splice.ts'

/** What to do with one path of the base tree. `mode` is git's: 100644, 100755, 120000, 160000. */
export type TreeChange =
  | { kind: 'delete'; path: string }
  | { kind: 'blob'; path: string; mode: string; oid: string }
  | { kind: 'content'; path: string; mode: string; content: Uint8Array }

/**
 * A new name or mode is taken with any accepted hunk of its file, as `git apply` does.
 * @param accepted ids of the accepted hunks; every other hunk counts as rejected
 * @param readBlob the whole bytes of a blob, by object id
 */
export async function acceptedChanges(
  files: readonly ChangedFile[],
  accepted: ReadonlySet<string>,
  readBlob: (oid: string) => Promise<Uint8Array>,
): Promise<TreeChange[]> {
  const changes: TreeChange[] = []
  for (const file of files) {
    const taken = file.hunks.filter((hunk) => accepted.has(hunk.id)).length
    if (taken === 0) continue
    if (file.oldPath !== null) changes.push({ kind: 'delete', path: file.oldPath })
    const { path, oldBlob, newBlob, newMode } = file
    if (newBlob === null || newMode === null) changes.push({ kind: 'delete', path })
    else if (taken === file.hunks.length || isWhole(file))
      changes.push({ kind: 'blob', path, mode: newMode, oid: newBlob })
    else {
      const before = oldBlob === null ? new Uint8Array() : await readBlob(oldBlob)
      const content = spliceHunks(before, await readBlob(newBlob), file.hunks, accepted)
      changes.push({ kind: 'content', path, mode: newMode, content })
    }
  }
  return changes
}
