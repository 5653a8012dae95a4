// The folder in which a session's agent works: made once from the base, kept as long as it holds work.
import { access, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { addWorktree, removeCheckout, type Worktree } from '../git/worktree.ts'
import { copyEnvironment } from './environment.ts'
import type { DrivenRun } from './perform-step.ts'
import type { ProjectSetting } from './project-setting.ts'

export function sessionWorktree({ parts, log }: Pick<DrivenRun, 'parts' | 'log'>): Worktree {
  const { sessionId } = log.fence
  const { owner, confineGit } = parts.sandbox
  return {
    bare: parts.folders.repository(log.state().projectId),
    path: parts.folders.worktree(sessionId),
    scratch: parts.folders.scratch(sessionId),
    ...(owner ? { owner } : {}),
    ...(confineGit ? { confine: confineGit } : {}),
  }
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )

const markOf = (worktree: Worktree) => join(worktree.scratch, 'complete')

/** False also when it was there once: a restored backup has no work folders, and people tidy up. */
export const isWorktreeThere = (run: Pick<DrivenRun, 'parts' | 'log'>): Promise<boolean> =>
  exists(markOf(sessionWorktree(run)))

/** Makes the worktree if it is not there whole; one that a crash left half made has no mark and is made again. */
export async function ensureWorktree(run: DrivenRun, setting: ProjectSetting): Promise<Worktree> {
  const worktree = sessionWorktree(run)
  const mark = markOf(worktree)
  if (await exists(mark)) return worktree
  const { base, environment, snapshot } = run.log.state()
  await removeCheckout(worktree)
  await rm(worktree.scratch, { recursive: true, force: true })
  await addWorktree({ ...worktree, commit: snapshot?.commit ?? base!.commit })
  await copyEnvironment(run.parts, environment?.digest ?? null, setting, worktree.path)
  await mkdir(mark)
  return worktree
}
