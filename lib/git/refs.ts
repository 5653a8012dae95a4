// Reading and moving refs of a project's bare repository. A ref moves only by compare-and-swap: whoever was slower is
// told so and nothing is lost. Every name is checked before git sees it.

import { rm, stat } from 'node:fs/promises'
import { Rejection } from '../protocol/rejection.ts'
import { GitError, readGit, runGit } from './run-git.ts'

const STALE_LOCK_MS = 60_000
const OBJECT_ID = /^[0-9a-f]{40}([0-9a-f]{24})?$/
const REF = /^refs\/[^\s~^:?*[\\\p{Cc}]+$/u

/** Returns `ref` when git would take it as a full ref name. Throws Rejection 'ref.invalid'. */
export function checkRef(ref: string): string {
  const bad = /\.\.|@\{|\/\/|\.lock(\/|$)|\/\.|\.$|\/$/.test(ref)
  if (!REF.test(ref) || bad)
    throw new Rejection('ref.invalid', `"${ref}" is no name git accepts. Choose another.`)
  return ref
}

/** Returns `treeish` when it is a full object id or a full ref name; never an option. Throws Rejection 'ref.invalid'. */
export function checkTreeish(treeish: string): string {
  return OBJECT_ID.test(treeish) ? treeish : checkRef(treeish)
}

/** Commit id of a ref or id, or null when there is none. */
export async function resolveCommit(bare: string, treeish: string): Promise<string | null> {
  try {
    return await readGit({ gitDir: bare }, [
      'rev-parse',
      '--verify',
      '--quiet',
      `${checkTreeish(treeish)}^{commit}`,
    ])
  } catch (error) {
    if (error instanceof GitError && error.reason === 'exit') return null
    throw error
  }
}

/** True when `ancestor` is reachable from `commit`. Both are commit ids. */
export async function isAncestor(bare: string, ancestor: string, commit: string): Promise<boolean> {
  try {
    await runGit({ gitDir: bare }, [
      'merge-base',
      '--is-ancestor',
      checkTreeish(ancestor),
      checkTreeish(commit),
    ])
    return true
  } catch (error) {
    if (error instanceof GitError && error.exitCode === 1) return false
    throw error
  }
}

/**
 * Moves `ref` to `next` if it still stands at `expected` (null: if it does not exist yet).
 * 'stale' means that somebody was faster and nothing happened.
 */
export async function compareAndSwapRef(
  bare: string,
  ref: string,
  next: string,
  expected: string | null,
): Promise<'moved' | 'stale'> {
  const old = expected ?? '0'.repeat(next.length)
  try {
    await updateRef(bare, [checkRef(ref), next, old])
    return 'moved'
  } catch (error) {
    if (!(error instanceof GitError) || error.reason !== 'exit') throw error
    if ((await resolveCommit(bare, ref)) !== expected) return 'stale'
    throw error
  }
}

/** Keeps a commit from being collected, under refs/countersign/. An existing ref moves. */
export async function keepRef(bare: string, ref: string, commit: string): Promise<void> {
  if (!ref.startsWith('refs/countersign/'))
    throw new Error(`Kept refs live under refs/countersign/, not ${ref}`)
  await updateRef(bare, [checkRef(ref), commit])
}

/** A machine that lost power in the middle leaves a lock that nobody would ever remove. */
async function updateRef(bare: string, args: readonly string[]): Promise<void> {
  const update = () => runGit({ gitDir: bare }, ['update-ref', '--no-deref', ...args])
  try {
    await update()
  } catch (error) {
    const lock =
      error instanceof GitError ? /Unable to create '(.+\.lock)': File exists/.exec(error.stderr)?.[1] : null
    const found = lock ? await stat(lock).catch(() => null) : null
    if (!lock || !found || Date.now() - found.mtimeMs < STALE_LOCK_MS) throw error
    await rm(lock, { force: true })
    await update()
  }
}

export type TargetState = {
  /** new: the branch was made from origin. ahead: origin has nothing new, or no such branch. */
  state: 'up-to-date' | 'fast-forwarded' | 'ahead' | 'diverged' | 'new'
  head: string
  originHead: string | null
}

/**
 * Brings refs/heads/<target> forward to refs/origin/<target> where that loses nothing.
 * @param target a branch name such as "main". Throws Rejection 'branch.missing' when neither side has it.
 */
export async function advanceTarget(bare: string, target: string): Promise<TargetState> {
  const ref = checkRef(`refs/heads/${target}`)
  const originHead = await resolveCommit(bare, `refs/origin/${target}`)
  for (;;) {
    const head = await resolveCommit(bare, ref)
    if (head === null && originHead === null)
      throw new Rejection(
        'branch.missing',
        `There is no branch "${target}" here. Choose another target branch.`,
      )
    if (head === null) {
      const moved = await compareAndSwapRef(bare, ref, originHead!, null)
      if (moved === 'moved') return { state: 'new', head: originHead!, originHead }
      continue
    }
    if (head === originHead) return { state: 'up-to-date', head, originHead }
    if (originHead === null || (await isAncestor(bare, originHead, head)))
      return { state: 'ahead', head, originHead }
    if (!(await isAncestor(bare, head, originHead))) return { state: 'diverged', head, originHead }
    // A merge may come in between: then look again.
    if ((await compareAndSwapRef(bare, ref, originHead, head)) === 'moved')
      return { state: 'fast-forwarded', head: originHead, originHead }
  }
}

export type Branch = { name: string; commit: string; committedAt: string }

/**
 * Branches of the source (refs/origin/*) as last fetched, and those that only stand here (their source's is gone), newest
 * first. `committedAt` is ISO 8601.
 */
export async function listBranches(bare: string): Promise<Branch[]> {
  const format = '%(refname)%00%(objectname)%00%(committerdate:iso-strict)'
  const text = await readGit({ gitDir: bare }, [
    'for-each-ref',
    '--sort=-committerdate',
    `--format=${format}`,
    'refs/origin/',
    'refs/heads/',
  ])
  const branches = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [ref = '', commit = '', committedAt = ''] = line.split('\0')
      return { name: ref.replace(/^refs\/(origin|heads)\//, ''), commit, committedAt, ref }
    })
  const atSource = new Set(branches.filter(({ ref }) => isFromSource(ref)).map(({ name }) => name))
  return branches
    .filter(({ ref, name }) => isFromSource(ref) || !atSource.has(name))
    .map(({ name, commit, committedAt }) => ({ name, commit, committedAt }))
}

const isFromSource = (ref: string): boolean => ref.startsWith('refs/origin/')

/** The branch that the source's HEAD named when it was added. */
export async function defaultBranch(bare: string): Promise<string> {
  return (await readGit({ gitDir: bare }, ['symbolic-ref', 'HEAD'])).replace(/^refs\/heads\//, '')
}
