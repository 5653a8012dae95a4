// Files of repositories that an agent made inside its folder (a scaffolding tool that runs `git init`, say). They are
// taken as plain files: a reviewer can see those, and a pointer to a commit that only exists here helps nobody.
// Their own `.git` is never read.

import { join } from 'node:path'
import { joinNul, splitNul } from './path-name.ts'
import { GitError, type GitOptions, runGit } from './run-git.ts'
import type { Worktree } from './worktree.ts'

const MAX_DEPTH = 8

type Git = (args: readonly string[], extra?: GitOptions) => Promise<Buffer>

/**
 * @param folders names (latin1) that end in a slash, as `git ls-files --others` gives nested repositories
 * Returns names of files below them that neither their own nor the outer ignore rules leave out.
 */
export async function listNested(
  folders: readonly string[],
  git: Git,
  worktree: Worktree,
): Promise<string[]> {
  const found: string[] = []
  let level = [...folders]
  for (let depth = 0; depth < MAX_DEPTH && level.length > 0; depth++) {
    const next: string[] = []
    for (const folder of level)
      for (const name of await listOne(folder, worktree))
        (name.endsWith('/') ? next : found).push(folder + name)
    level = next
  }
  return dropIgnored(found, git)
}

async function listOne(folder: string, worktree: Worktree): Promise<string[]> {
  const text = Buffer.from(folder, 'latin1').toString('utf8')
  const workTree = join(worktree.path, text)
  const listed = await runGit(
    { gitDir: worktree.bare, workTree },
    ['ls-files', '-z', '--others', '--exclude-standard'],
    {
      // An index that does not exist: everything inside is new.
      env: { GIT_INDEX_FILE: join(worktree.scratch, 'no-index') },
      timeoutMs: 60_000,
      ...(worktree.owner ? { owner: worktree.owner } : {}),
    },
  )
  return splitNul(listed)
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
