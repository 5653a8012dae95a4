// Snapshots: the state of a session's folder as a commit that nothing removes. What a snapshot has can never be lost;
// what it could not take is named.

import { commitTree } from './commit-tree.ts'
import { type LeftOut, type ReadLimits, readWorktree } from './read-worktree.ts'
import { keepRef } from './refs.ts'
import type { Worktree } from './worktree.ts'

export type Snapshot = { tree: string; commit: string; leftOut: LeftOut[] }

export type SnapshotRequest = ReadLimits & {
  worktree: Worktree
  /** Commit that the snapshot follows: the session's base or the snapshot before. */
  parent: string
  message: string
  date: Date
  /** Such as refs/countersign/<session>/snap-3: keeps the commit. */
  ref: string
}

const COUNTERSIGN = { name: 'Countersign', email: 'countersign@localhost' }

/**
 * Everything that `git add --all` would take, by the folder's own ignore rules. One at a time per worktree.
 * Throws Rejection 'worktree.blocked' when the folder keeps git from reading it, GitError at the timeout.
 */
export async function takeSnapshot(request: SnapshotRequest): Promise<Snapshot> {
  const { worktree, parent, message, date, ref } = request
  const { tree, leftOut } = await readWorktree(worktree, { ...request, seed: parent })
  const by = { author: COUNTERSIGN, committer: COUNTERSIGN }
  const commit = await commitTree({ bare: worktree.bare, tree, parents: [parent], message, date, ...by })
  await keepRef(worktree.bare, ref, commit)
  return { tree, commit, leftOut }
}
