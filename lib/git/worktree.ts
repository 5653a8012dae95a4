// Folders of files for sessions and checks: made from a commit or tree, removed only when nothing would be lost.
// Files are written and removed by the sandbox's user, who owns them; this process only keeps the books in the bare
// repository. A `.git` inside such a folder is for the tools in the sandbox: it is never read from here.

import {
  chmod,
  chown,
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  rmdir,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { execa } from 'execa'
import { Rejection } from '../protocol/rejection.ts'
import { commitTree } from './commit-tree.ts'
import { type LeftOut, readWorktree } from './read-worktree.ts'
import { checkTreeish } from './refs.ts'
import { type Confine, isOther, type Owner, runGit } from './run-git.ts'

/** A session's folder. All paths absolute. */
export type Worktree = {
  bare: string
  path: string
  /** Ours alone, outside `path` and out of the sandbox's sight: the kept index and objects on their way to `bare`. */
  scratch: string
  /** Who owns the files; absent when it is this process. */
  owner?: Owner
  /** Keeps git within these folders while it reads `path`; without it, a link that is swapped in meanwhile is followed. */
  confine?: Confine
}

/** Fills `path` (new or empty) with a commit's files, HEAD detached there, and makes `scratch`. */
export async function addWorktree(worktree: Worktree & { commit: string }): Promise<void> {
  const { bare, path, scratch, owner } = worktree
  await makeFolder(path, owner)
  // An index of files that are gone would be believed.
  await rm(scratch, { recursive: true, force: true })
  await makeFolder(scratch, owner)
  const objects = join(scratch, 'objects')
  await makeFolder(objects, owner)
  await mkdir(join(objects, 'info'))
  await writeFile(join(objects, 'info', 'alternates'), `${join(bare, 'objects')}\n`, { mode: 0o644 })
  const index = join(scratch, 'index')
  await link(bare, path, worktree.commit)
  await fill({ bare, path, tree: worktree.commit, index, ...(owner ? { owner } : {}) })
  await publishIndex(bare, path, index)
}

export type Checkout = {
  bare: string
  path: string
  tree: string
  owner?: Owner
  /** Also make `.git`, with HEAD at a commit of this tree, for tools that want a repository. */
  withGit?: boolean
  /** Parents of that commit, so that history can be read. */
  parents?: readonly string[]
}

/** Fills `path` (new or empty) with exactly a tree. */
export async function checkoutTree(checkout: Checkout): Promise<void> {
  const { bare, path, tree, owner } = checkout
  await makeFolder(path, owner)
  const scratch = await mkdtemp(join(tmpdir(), `countersign-index-${process.pid}-`))
  try {
    await makeFolder(scratch, owner)
    const index = join(scratch, 'index')
    if (checkout.withGit) {
      const ours = { name: 'Countersign', email: 'countersign@localhost' }
      const parents = checkout.parents ?? []
      const date = new Date(0)
      const commit = { bare, tree, parents, message: 'A checkout', author: ours, committer: ours, date }
      await link(bare, path, await commitTree(commit))
    }
    await fill({ bare, path, tree, index, ...(owner ? { owner } : {}) })
    if (checkout.withGit) await publishIndex(bare, path, index)
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

export type Removal = {
  worktree: Worktree
  /** The tree of a kept snapshot. The folder is removed only if it holds exactly that. */
  savedTree: string
  /** Also when files were left out of the snapshot (too large, unreadable, no file); never when the tree differs. */
  force?: boolean
}

/** Removes a session's folder and its scratch. Throws Rejection 'worktree.unsaved' and removes nothing otherwise. */
export async function removeWorktree({ worktree, savedTree, force }: Removal): Promise<void> {
  const found = await readWorktree(worktree, { seed: savedTree })
  if (found.tree !== savedTree)
    throw new Rejection(
      'worktree.unsaved',
      'The folder holds work that no snapshot has. Take a snapshot first.',
    )
  if (found.leftOut.length > 0 && !force)
    throw new Rejection(
      'worktree.unsaved',
      `Not in the snapshot: ${describeLeftOut(found.leftOut)}. Remove it anyway?`,
    )
  await removeCheckout(worktree)
  await rm(worktree.scratch, { recursive: true, force: true })
}

/** Removes a folder made by checkoutTree, whatever is in it. */
export async function removeCheckout(checkout: Pick<Checkout, 'bare' | 'path' | 'owner'>): Promise<void> {
  const { bare, path, owner } = checkout
  const admin = await findAdmin(bare, path)
  // By its owner and with rm, which does not follow links that appear meanwhile.
  const as = isOther(owner) ? { uid: owner.uid, gid: owner.gid } : {}
  const options = { ...as, cwd: '/', reject: false, env: { LC_ALL: 'C' }, stdin: 'ignore' } as const
  const first = await execa('rm', ['-rf', '--', path], options)
  if (first.exitCode !== 0) {
    await execa('chmod', ['-R', 'u+rwX', '--', path], options)
    await execa('rm', ['-rf', '--', path], options)
  }
  // The folder itself stands in a folder of ours: only we can unlink it, and only when it is empty.
  await rmdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
  if (admin) await rm(admin, { recursive: true, force: true })
}

/** One sentence part for people: at most three names. */
export function describeLeftOut(leftOut: readonly LeftOut[]): string {
  const shown = leftOut.slice(0, 3).map((one) => `${one.path} (${one.reason})`)
  return shown.join(', ') + (leftOut.length > 3 ? ` and ${leftOut.length - 3} more` : '')
}

async function makeFolder(path: string, owner: Owner | undefined): Promise<void> {
  await mkdir(path, { recursive: true })
  if ((await readdir(path)).length > 0) throw new Error(`${path} is not empty`)
  if (isOther(owner)) await chown(path, owner.uid, owner.gid)
}

async function fill(to: {
  bare: string
  path: string
  tree: string
  index: string
  owner?: Owner
}): Promise<void> {
  await runGit(
    { gitDir: to.bare, workTree: to.path },
    ['read-tree', '--reset', '-u', checkTreeish(to.tree)],
    {
      env: { GIT_INDEX_FILE: to.index },
      ...(to.owner ? { owner: to.owner } : {}),
    },
  )
}

async function link(bare: string, path: string, commit: string): Promise<void> {
  // Left by an attempt that was cut off; the folder is known to be empty.
  const stale = await findAdmin(bare, path)
  if (stale) await rm(stale, { recursive: true, force: true })
  await runGit({ gitDir: bare }, ['worktree', 'add', '--no-checkout', '--detach', path, checkTreeish(commit)])
}

/** git inside the sandbox sees a fresh index, read-only, and so shows what changed since the start. */
async function publishIndex(bare: string, path: string, index: string): Promise<void> {
  const admin = await findAdmin(bare, path)
  if (!admin) throw new Error(`No worktree of ${bare} is at ${path}`)
  await copyFile(index, join(admin, 'index'))
  await chmod(admin, 0o755)
  for (const entry of await readdir(admin, { withFileTypes: true, recursive: true }))
    await chmod(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644)
  await chmod(join(bare, 'worktrees'), 0o755)
}

/** The folder in the bare repository that belongs to this worktree; found from our side, never from its `.git`. */
async function findAdmin(bare: string, path: string): Promise<string | null> {
  const root = join(bare, 'worktrees')
  // git writes down where the folder really is.
  const folder = await realpath(dirname(path)).catch(() => dirname(path))
  const wanted = join(folder, basename(path), '.git')
  for (const name of await readdir(root).catch(() => [])) {
    const gitdir = await readFile(join(root, name, 'gitdir'), 'utf8').catch(() => '')
    if (gitdir.trim() === wanted) return join(root, name)
  }
  return null
}
