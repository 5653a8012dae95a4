// After a turn: what the worktree holds becomes a commit that nothing removes.
import { diffStat } from '../git/diff.ts'
import { takeSnapshot } from '../git/snapshot.ts'
import { beginTurnAgain } from './begin-turn-again.ts'
import type { DrivenRun } from './perform-step.ts'
import { loadProjectSetting } from './project-setting.ts'
import { ensureWorktree, isWorktreeThere } from './session-worktree.ts'

export async function snapshotTurn(run: DrivenRun): Promise<void> {
  // A folder made anew would pass for a turn that changed nothing.
  if (!(await isWorktreeThere(run))) return void (await beginTurnAgain(run))
  const { log } = run
  const { sessionId } = log.fence
  const { base, snapshot, number, projectId } = log.state()
  const worktree = await ensureWorktree(run, await loadProjectSetting(run.parts, projectId))
  const position = (snapshot?.position ?? 0) + 1
  const ref = `refs/countersign/${sessionId}/snap-${position}`
  const taken = await takeSnapshot({
    worktree,
    parent: snapshot?.commit ?? base!.commit,
    message: `Session ${number}, snapshot ${position}`,
    date: new Date(),
    ref,
    signal: run.signal,
  })
  const stat = await diffStat(worktree.bare, base!.tree, taken.tree)
  await log.record([
    {
      type: 'snapshot.taken',
      data: {
        snapshotId: crypto.randomUUID(),
        position,
        tree: taken.tree,
        commit: taken.commit,
        ref,
        ...stat,
        leftOut: taken.leftOut.slice(0, 200).map((one) => `${one.path}: ${one.reason}`),
      },
    },
  ])
}
