// Names the folder that keeps the sandbox's user from its worktree, so that a person knows what to open or move.
// Judges by permission bits alone, which is right for a user without groups and access lists.

import { lstatSync } from 'node:fs'
import { dirname } from 'node:path'
import type { BoxUser } from './find-tools.ts'
import { SandboxError } from './sandbox.ts'

/** Does nothing when commands run as ourselves: then the system's own refusal says it. */
export function refuseClosedFolder(path: string, user: BoxUser): void {
  if (!user.differs) return
  const closed = findClosedFolder(path, user)
  if (closed === undefined) return
  throw new SandboxError(
    'box.failed',
    `The sandbox runs as user number ${user.uid}, which may not enter ${closed}. ` +
      `Move the data directory out of it, or allow passage with: chmod o+x ${closed}`,
  )
}

/** The first folder above or at `path` that this user may not enter, by its permission bits alone. */
export function findClosedFolder(path: string, user: { uid: number; gid: number }): string | undefined {
  const parents = [path]
  while (dirname(parents[0]!) !== parents[0]) parents.unshift(dirname(parents[0]!))
  return parents.find((folder) => {
    try {
      const entry = lstatSync(folder)
      if (!entry.isDirectory()) return false
      const bit = entry.uid === user.uid ? 0o100 : entry.gid === user.gid ? 0o010 : 0o001
      return (entry.mode & bit) === 0
    } catch {
      return false
    }
  })
}
