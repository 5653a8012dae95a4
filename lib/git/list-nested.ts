// Files of repositories that an agent made inside its folder (a scaffolding tool that runs `git init`, say). They are
// taken as plain files: a reviewer can see those, and a pointer to a commit that only exists here helps nobody.
// Their own `.git` is never read.

import { join } from 'node:path'
import { joinNul, splitNul } from './path-name.ts'
import { GitError, type GitOptions } from './run-git.ts'
import type { Worktree } from './worktree.ts'

/** git is started once for each; what is beyond stands in the next snapshot. */
const MAX_FOLDERS = 100

export type Nested = {
  names: string[]
  /** Folders that were not looked into: one of too many, or closed to git. */
  skipped: string[]
}

type Git = (args: readonly string[], extra?: GitOptions & { workTree?: string }) => Promise<Buffer>

/**
 * @param folders names (latin1) that end in a slash, as `git ls-files --others` gives nested repositories
 * `names` are the files below them that neither their own nor the outer ignore rules leave out.
 */
export async function listNested(folders: readonly string[], git: Git, worktree: Worktree): Promise<Nested> {
  const found: string[] = []
  const skipped: string[] = []
  let level = [...folders]
  let count = 0
  while (level.length > 0) {
    const next: string[] = []
    for (const folder of level) {
      count += 1
      const names = count > MAX_FOLDERS ? null : await listOne(folder, git, worktree)
      if (names === null) skipped.push(folder)
      else for (const name of names) (name.endsWith('/') ? next : found).push(folder + name)
    }
    level = next
  }
  return { names: await dropIgnored(found, git), skipped }
}

/** Null where git cannot go in: a name that is no text cannot be an argument, and a folder may be closed. */
async function listOne(folder: string, git: Git, worktree: Worktree): Promise<string[] | null> {
  const bytes = Buffer.from(folder, 'latin1')
  const text = bytes.toString('utf8')
  if (!Buffer.from(text, 'utf8').equals(bytes)) return null
  try {
    const listed = await git(['ls-files', '-z', '--others', '--exclude-standard'], {
      // An index that does not exist: everything inside is new.
      env: { GIT_INDEX_FILE: join(worktree.scratch, 'no-index') },
      workTree: join(worktree.path, text),
    })
    return splitNul(listed)
  } catch (error) {
    if (error instanceof GitError && error.reason === 'exit') return null
    throw error
  }
}

async function dropIgnored(names: readonly string[], git: Git): Promise<string[]> {
  if (names.length === 0) return []
  try {
    const ignored = new Set(splitNul(await git(['check-ignore', '-z', '--stdin'], { input: joinNul(names) })))
    return names.filter((name) => !ignored.has(name))
  } catch (error) {
    // 1 says that none is ignored.
    if (error instanceof GitError && error.exitCode === 1) return [...names]
    throw error
  }
}
