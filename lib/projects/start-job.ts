// Asks the runner for work on a project. While one of a kind waits or runs, asking again leads to that one.
import type { Db } from '../db.ts'
import { enqueueProjectJob } from '../event-log/queue.ts'
import type { ProjectJobKind } from '../protocol/project.ts'

export async function startJob(
  db: Db,
  projectId: string,
  kind: ProjectJobKind,
  userId: string,
): Promise<{ jobId: string }> {
  return db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM "Project" WHERE id = ${projectId} FOR UPDATE`
    const open = await tx.projectJob.findFirst({
      // Trying is an approval by who asked, so another person's trial is not mine.
      where: {
        projectId,
        kind,
        status: { in: ['queued', 'running'] },
        ...(kind === 'try' ? { createdById: userId } : {}),
      },
      select: { id: true },
    })
    if (open) return { jobId: open.id }
    const job = await tx.projectJob.create({ data: { projectId, kind, createdById: userId } })
    if (kind === 'prepare')
      await tx.project.update({ where: { id: projectId }, data: { status: 'preparing', statusDetail: null } })
    await enqueueProjectJob(tx, job.id, projectId)
    return { jobId: job.id }
  })
}
