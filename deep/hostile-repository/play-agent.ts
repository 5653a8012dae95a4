// An agent with a shell and no box around it, in a session's folder, and what becomes of its work: the snapshot, the change
// as people see it, a clean checkout, the tree of all hunks accepted, and the folder's end.
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { diffTrees } from '../../lib/git/diff.ts'
import { SANDBOX_USER } from '../../lib/git/make-test-repository.ts'
import { startTestSession, type TestSession } from '../../lib/git/make-test-session.ts'
import { buildTree } from '../../lib/git/merge.ts'
import { readBlob } from '../../lib/git/read-tree.ts'
import type { Snapshot } from '../../lib/git/snapshot.ts'
import { checkoutTree, removeCheckout, removeWorktree } from '../../lib/git/worktree.ts'
import { Rejection } from '../../lib/protocol/rejection.ts'
import { acceptedChanges } from '../../lib/review/accept-hunks.ts'
import type { ChangedFile } from '../../lib/review/hunk.ts'
import { confineProgram } from '../../lib/sandbox/confine-program.ts'
import { setTrap, type Trap } from './set-trap.ts'

export type Scene = { session: TestSession; trap: Trap }

export type Outcome = {
  /** Paths and what git makes of them: "added 120000 link". */
  shows: string[]
  files: ChangedFile[]
  leaves: string[]
  /** The sentence, where no snapshot could be taken. */
  refuses: string | null
}

export async function withScene(body: (scene: Scene) => Promise<void>): Promise<void> {
  const session = await startTestSession()
  // As the runner does it where the machine can.
  const confine = confineProgram('git')
  if (confine) session.worktree.confine = confine
  try {
    await body({ session, trap: await setTrap(session.folder) })
  } finally {
    await session.remove()
  }
}

/** Takes the folder as it is the whole way that work goes, and fails where anything was run, read or written outside. */
export async function takeWork({ session, trap }: Scene): Promise<Outcome> {
  const taken = await snapshotOrSentence(session)
  await trap.expectUntouched([session.bare])
  if (typeof taken === 'string') return { shows: [], files: [], leaves: [], refuses: taken }
  const files = await diffTrees(session.bare, session.baseTree, taken.tree)
  await rebuild(session, files, taken.tree)
  await checkOut(session, taken.tree)
  // Twice: what the first one keeps for the second must not mislead it.
  expect((await session.snapshot()).tree, 'a second snapshot differs').toBe(taken.tree)
  await removeWorktree({ worktree: session.worktree, savedTree: taken.tree, force: true })
  expect(await lstat(session.worktree.path).catch(() => null), 'the folder is left').toBeNull()
  await trap.expectUntouched([session.bare])
  return {
    shows: files.map((file) => `${file.status} ${file.newMode ?? file.oldMode} ${file.path}`),
    files,
    leaves: taken.leftOut.map((one) => `${one.path}: ${one.reason}`),
    refuses: null,
  }
}

async function snapshotOrSentence(session: TestSession): Promise<Snapshot | string> {
  try {
    return await session.snapshot({ timeoutMs: 20_000 })
  } catch (error) {
    if (error instanceof Rejection) return error.message
    throw error
  }
}

/** All hunks accepted is the agent's tree, byte for byte, whatever the names. */
async function rebuild(session: TestSession, files: ChangedFile[], tree: string): Promise<void> {
  const all = new Set(files.flatMap((file) => file.hunks.map((hunk) => hunk.id)))
  const readAll = async (oid: string) => (await readBlob(session.bare, oid, 100_000_000)).bytes
  const changes = await acceptedChanges(files, all, readAll)
  expect(await buildTree({ bare: session.bare, baseTree: session.baseTree, changes })).toBe(tree)
}

async function checkOut(session: TestSession, tree: string): Promise<void> {
  const path = join(session.folder, `checkout-${tree.slice(0, 8)}`)
  const checkout = { bare: session.bare, path, ...(SANDBOX_USER ? { owner: SANDBOX_USER } : {}) }
  await checkoutTree({ ...checkout, tree, withGit: true })
  expect((await readdir(path)).length).toBeGreaterThan(0)
  await removeCheckout(checkout)
}
