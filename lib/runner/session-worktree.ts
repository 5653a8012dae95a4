// The folder in which a session's agent works: made once from the base, kept as long as it holds work.
import { access, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { addWorktree, removeCheckout, type Worktree } from '../git/worktree.ts'
import { copyEnvironment } from './environment.ts'
import type { DrivenRun } from './perform-step.ts'
import type { ProjectSetting } from './project-setting.ts'

export function sessionWorktree({ parts, log }: Pick<DrivenRun, 'parts' | 'log'>): Worktree {
  const { sessionId } = log.fence
  const owner = parts.sandbox.owner
  return {
    bare: parts.folders.repository(log.state().projectId),
    path: parts.folders.worktree(sessionId),
    scratch: parts.folders.scratch(sessionId),
    ...(owner ? { owner } : {}),
  }
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )

/** Makes the worktree if it is not there whole; one that a crash left half made has no mark and is made again. */
export async function ensureWorktree(run: DrivenRun, setting: ProjectSetting): Promise<Worktree> {
  const worktree = sessionWorktree(run)
  const mark = join(worktree.scratch, 'complete')
  if (await exists(mark)) return worktree
  const { base, environment, snapshot } = run.log.state()
  await removeCheckout(worktree)
  await rm(worktree.scratch, { recursive: true, force: true })
  await addWorktree({ ...worktree, commit: snapshot?.commit ?? base!.commit })
  await copyEnvironment(run.parts, environment?.digest ?? null, setting, worktree.path)
  await mkdir(mark)
  return worktree
}
