// A session's folder on a repository of many files, made in seconds: git's own importer writes the base.
import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { initBare } from '../../lib/git/repository.ts'
import { readGit, runGit } from '../../lib/git/run-git.ts'
import { addWorktree, type Worktree } from '../../lib/git/worktree.ts'
import type { Sandbox } from '../../lib/sandbox/sandbox.ts'

const filesPerFolder = 100

export type LargeSession = { worktree: Worktree; base: string; paths: string[] }

/** `root` must be enterable by the sandbox's user. Removing `root` removes everything. */
export async function makeLargeSession(root: string, files: number, sandbox: Sandbox): Promise<LargeSession> {
  const bare = join(root, 'project.git')
  await initBare(bare)
  const paths = Array.from({ length: files }, (_, at) => {
    const folder = Math.floor(at / filesPerFolder)
    return `src/area${folder % 40}/part${folder}/file${at % filesPerFolder}.ts`
  })
  const change = (path: string) => {
    const text = `export const place = '${path}'\n`.repeat(8)
    return `M 100644 inline ${path}\ndata ${text.length}\n${text}\n`
  }
  const head = 'commit refs/heads/main\ncommitter A <a@example.org> 0 +0000\ndata 4\nBase\n'
  await runGit({ gitDir: bare }, ['fast-import', '--quiet'], { input: head + paths.map(change).join('') })
  execFileSync('chmod', ['-R', 'a+rX', bare])
  const base = await readGit({ gitDir: bare }, ['rev-parse', 'refs/heads/main'])
  for (const folder of ['worktrees', 'scratch']) mkdirSync(join(root, folder), { mode: 0o755 })
  const worktree: Worktree = {
    bare,
    path: join(root, 'worktrees', 'session'),
    scratch: join(root, 'scratch', 'session'),
    ...(sandbox.owner ? { owner: sandbox.owner } : {}),
  }
  await addWorktree({ ...worktree, commit: base })
  return { worktree, base, paths }
}
