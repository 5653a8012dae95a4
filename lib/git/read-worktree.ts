// Reads an agent-written folder into a tree. The folder is hostile: git runs as its owner, takes configuration only from
// our bare repository, never starts git in a repository nested inside, and anything that is no plain file or symlink is
// left out and named. What cannot be stored is in `leftOut`, never silently missing.

import { lstat, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { adoptObjects } from './adopt-objects.ts'
import { listNested } from './list-nested.ts'
import { joinNul, nameToText, splitNul } from './path-name.ts'
import { checkTreeish } from './refs.ts'
import { isRefusedName } from './refused-name.ts'
import { GitError, type GitOptions, isOther, runGit } from './run-git.ts'
import { watchForPipes } from './watch-for-pipes.ts'
import type { Worktree } from './worktree.ts'

const STAGING_PREFIX = '.countersign-apply-'

export type LeftOut = {
  path: string
  /**
   * special: a pipe, socket or device. too-much: the limit of all new files together was reached.
   * submodule: files put into the folder of a submodule, which holds none of its own here. refused: a name that git keeps
   * for itself. nested: a repository inside that was not looked into: one of too many, or with a name that is no text.
   */
  reason: 'special' | 'unreadable' | 'too-large' | 'too-much' | 'submodule' | 'refused' | 'nested'
}

export type ReadLimits = {
  /** Bytes of one file; 50 MB unless given. A tracked file beyond it stays as it was. */
  maxFileBytes?: number
  /** Bytes of all new and changed files together; 300 MB unless given. */
  maxTotalBytes?: number
  /** Milliseconds for each call of git; 60,000 unless given. */
  timeoutMs?: number
  signal?: AbortSignal
}

/**
 * Nothing is kept by a ref yet. `seed` (tree or commit) is where a lost index starts again.
 * Throws Rejection 'worktree.blocked' when the folder keeps git from reading it, GitError at the timeout.
 */
export async function readWorktree(
  worktree: Worktree,
  options: ReadLimits & { seed: string },
): Promise<{ tree: string; leftOut: LeftOut[] }> {
  const watch = watchForPipes(worktree)
  const git = makeGit(worktree, options, watch.signal)
  const index = join(worktree.scratch, 'index')
  // A snapshot that was killed leaves its lock; the caller takes one snapshot at a time.
  await rm(`${index}.lock`, { force: true })
  if (!(await stat(index).catch(() => null))) await git(['read-tree', checkTreeish(options.seed)])
  try {
    const leftOut = await updateIndex(worktree, options, git)
    const tree = (await git(['write-tree'])).toString('utf8').trim()
    await adoptObjects(worktree)
    return { tree, leftOut }
  } catch (error) {
    const slow = error instanceof GitError && (error.reason === 'timeout' || error.reason === 'stopped')
    throw (slow && !options.signal?.aborted && (await watch.explain())) || error
  } finally {
    watch.end()
  }
}

type Git = (args: readonly string[], extra?: GitOptions & { workTree?: string }) => Promise<Buffer>

function makeGit(worktree: Worktree, limits: ReadLimits, signal: AbortSignal): Git {
  const { bare, path, scratch, owner, confine } = worktree
  const env: Record<string, string> = { GIT_INDEX_FILE: join(scratch, 'index') }
  const separate = isOther(owner)
  if (separate) env.GIT_OBJECT_DIRECTORY = join(scratch, 'objects')
  const program = confine?.(
    separate
      ? { readOnly: [bare, path], writable: [scratch] }
      : { readOnly: [path], writable: [scratch, bare] },
  )
  return (args, { workTree = path, ...extra } = {}) =>
    runGit({ gitDir: bare, workTree }, args, {
      timeoutMs: limits.timeoutMs ?? 60_000,
      ...(owner ? { owner } : {}),
      ...(program ? { program } : {}),
      signal: limits.signal ? AbortSignal.any([signal, limits.signal]) : signal,
      ...extra,
      env: { ...env, ...extra.env },
    })
}

async function updateIndex(worktree: Worktree, limits: ReadLimits, git: Git): Promise<LeftOut[]> {
  let warnings = ''
  const onStderr = (chunk: string) => {
    warnings += chunk
  }
  const [staged, changed, others] = await Promise.all([
    git(['ls-files', '--stage', '-z']),
    git(['diff-files', '--raw', '-z', '--no-ext-diff', '--ignore-submodules=dirty']),
    git(['ls-files', '-z', '--others', '--exclude-standard'], { onStderr }),
  ])
  const { removed, tracked } = readChanged(changed)
  // What the sandbox's patching program left when it was killed; the next patch removes it.
  const listed = splitNul(others).filter((name) => !name.startsWith(STAGING_PREFIX))
  const folders = listed.filter((name) => name.endsWith('/'))
  const nested = folders.length > 0 ? await listNested(folders, git, worktree) : { names: [], skipped: [] }
  const plain = listed.filter((name) => !name.endsWith('/'))
  const sorted = await sortPaths(worktree, tracked, [...plain, ...nested.names], limits)
  const gone = [...removed, ...sorted.remove]
  if (gone.length > 0) {
    const lines = gone.map((name) => `0 ${'0'.repeat(40)}\t${name}`)
    await git(['update-index', '-z', '--index-info'], { input: joinNul(lines) })
  }
  const refused = await addPaths(sorted.add, git)
  await distrust(worktree, sorted.add, git)
  const closed = [...warnings.matchAll(/could not open directory '(.*)\/': Permission denied/g)]
  return [
    ...sorted.leftOut,
    ...(await filledSubmodules(worktree, splitNul(staged))),
    ...refused,
    ...nested.skipped.map((name): LeftOut => ({ path: nameToText(name), reason: 'nested' })),
    ...closed.map((match): LeftOut => ({ path: `${match[1]}/`, reason: 'unreadable' })),
  ]
}

/** Names of tracked files that look different now. A submodule's folder may only vanish or become something else. */
function readChanged(raw: Buffer): { removed: string[]; tracked: string[] } {
  const items = splitNul(raw)
  const removed: string[] = []
  const tracked: string[] = []
  for (let at = 0; at + 1 < items.length; at += 2) {
    const [, newMode, , , letter] = items[at]!.split(' ')
    if (letter === 'D') removed.push(items[at + 1]!)
    else if (newMode !== '160000') tracked.push(items[at + 1]!)
  }
  return { removed, tracked }
}

async function filledSubmodules(worktree: Worktree, staged: readonly string[]): Promise<LeftOut[]> {
  const filled: LeftOut[] = []
  for (const line of staged) {
    if (!line.startsWith('160000 ')) continue
    const name = line.slice(line.indexOf('\t') + 1)
    const folder = absolute(worktree, name)
    const found = await lstat(folder).catch(() => null)
    const content = found?.isDirectory() ? await readdir(folder).catch(() => []) : []
    if (content.length > 0) filled.push({ path: `${nameToText(name)}/`, reason: 'submodule' })
  }
  return filled
}

type Sorted = { add: string[]; remove: string[]; leftOut: LeftOut[] }

/** Looks at each path (type and size only; contents are read by git as the owner). */
async function sortPaths(
  worktree: Worktree,
  tracked: readonly string[],
  untracked: readonly string[],
  limits: ReadLimits,
): Promise<Sorted> {
  const sorted: Sorted = { add: [], remove: [], leftOut: [] }
  let total = 0
  const known = new Set(tracked)
  const uid = worktree.owner?.uid ?? process.getuid?.() ?? 0
  for (const name of [...tracked, ...untracked]) {
    const leave = (reason: LeftOut['reason']) => sorted.leftOut.push({ path: nameToText(name), reason })
    const found = await lstat(absolute(worktree, name)).catch(() => null)
    if (isRefusedName(name)) leave('refused')
    else if (found?.isSymbolicLink()) sorted.add.push(name)
    else if (!found?.isFile()) {
      if (known.has(name)) sorted.remove.push(name)
      if (found && !found.isDirectory()) leave('special')
    } else if (uid !== 0 && (found.mode & (found.uid === uid ? 0o400 : 0o004)) === 0) leave('unreadable')
    else if (found.size > (limits.maxFileBytes ?? 50_000_000)) leave('too-large')
    else if (total + found.size > (limits.maxTotalBytes ?? 300_000_000)) leave('too-much')
    else {
      total += found.size
      sorted.add.push(name)
    }
  }
  return sorted
}

/** Adds what can be added; returns what git could not read or would not take. */
async function addPaths(names: readonly string[], git: Git): Promise<LeftOut[]> {
  const unreadable: string[] = []
  let rest = [...names]
  let said = ''
  const onStderr = (chunk: string) => {
    said += chunk
  }
  const input = () => ({ input: joinNul(rest), onStderr })
  while (rest.length > 0) {
    try {
      said = ''
      await git(['update-index', '-z', '--add', '--remove', '--replace', '--stdin'], input())
      break
    } catch (error) {
      if (!(error instanceof GitError) || error.reason !== 'exit') throw error
      const named = /Unable to process path ([\s\S]*?)\n?$/.exec(said)?.[1]
      const culprit = rest.find((name) => asText(name) === named)
      if (culprit === undefined || unreadable.length >= 100) throw error
      unreadable.push(culprit)
      rest = rest.filter((name) => name !== culprit)
    }
  }
  // Such as a link named .gitmodules: git passes over it and goes on.
  const ignored = new Set([...said.matchAll(/^Ignoring path (.*)$/gm)].map((match) => match[1]))
  const refused = ignored.size > 0 ? rest.filter((name) => ignored.has(asText(name))) : []
  return [
    ...refused.map((name): LeftOut => ({ path: nameToText(name), reason: 'refused' })),
    ...unreadable.map((name): LeftOut => ({ path: nameToText(name), reason: 'unreadable' })),
  ]
}

const asText = (name: string): string => Buffer.from(name, 'latin1').toString('utf8')

/**
 * git compares whole seconds. A file with an old modification time that was written in this very second could be
 * written again, unseen, before the second is over: such entries lose their times, so that the next look reads the file.
 * (Where the modification time is recent, git's own care suffices.)
 */
async function distrust(worktree: Worktree, names: readonly string[], git: Git): Promise<void> {
  const suspects = new Set<string>()
  for (const name of names) {
    const found = await lstat(absolute(worktree, name)).catch(() => null)
    if (!found || found.ctimeMs < Date.now() - 2000) continue
    if (Math.floor(found.mtimeMs / 1000) < Math.floor(found.ctimeMs / 1000)) suspects.add(name)
  }
  if (suspects.size === 0) return
  const listed = splitNul(await git(['ls-files', '--stage', '-z']))
  const entries = listed.filter((line) => suspects.has(line.slice(line.indexOf('\t') + 1)))
  await git(['update-index', '-z', '--index-info'], { input: joinNul(entries) })
}

function absolute(worktree: Worktree, name: string): Buffer {
  return Buffer.concat([Buffer.from(`${worktree.path}/`), Buffer.from(name, 'latin1')])
}
