// Sends merged work back to where the project came from, when a person asked for it.
import { pushToSource } from '../git/push-to-source.ts'
import { GitError } from '../git/run-git.ts'
import { Rejection } from '../protocol/rejection.ts'
import type { DrivenRun } from './perform-step.ts'

export async function pushMerged(run: DrivenRun): Promise<void> {
  const { parts, log, signal } = run
  const { projectId, push, merge, targetBranch } = log.state()
  const project = await parts.db.project.findUniqueOrThrow({ where: { id: projectId } })
  const kind = project.sourceKind === 'url' ? 'url' : 'path'
  const answer = await pushToSource({
    bare: parts.folders.repository(projectId),
    source: { kind, location: project.sourceLocation },
    sessionId: log.fence.sessionId,
    commit: merge.commit!,
    ...(push!.toTarget ? { target: targetBranch } : {}),
    signal,
  }).then(
    (refs) => ({
      outcome: refs.every((ref) => ref.state !== 'refused') ? ('pushed' as const) : ('failed' as const),
      message: refs
        .map((ref) => (ref.state === 'refused' ? `${ref.ref}: ${ref.reason}` : `Pushed to ${ref.ref}`))
        .join('. '),
    }),
    (error: unknown) => {
      if (signal.aborted || !(error instanceof GitError || error instanceof Rejection)) throw error
      return { outcome: 'failed' as const, message: `The push failed: ${error.message.split('\n')[0]}` }
    },
  )
  await log.record([{ type: 'push.finished', data: { pushId: push!.id, ...answer } }])
}
