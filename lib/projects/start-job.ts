// Asks the runner for work on a project. While one of a kind waits or runs, asking again leads to that one.
import { sealAsked } from '../auth/asked-job.ts'
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
    const { settings } = await tx.project.findUniqueOrThrow({ where: { id: projectId } })
    const asked = kind === 'try' ? { asked: sealAsked({ projectId, userId, settings }) } : {}
    if (open) {
      // Asked again with the settings of now: that is what is allowed, unless it runs already.
      await tx.projectJob.updateMany({ where: { id: open.id, status: 'queued' }, data: asked })
      return { jobId: open.id }
    }
    const job = await tx.projectJob.create({ data: { projectId, kind, createdById: userId, ...asked } })
    if (kind === 'prepare')
      await tx.project.update({ where: { id: projectId }, data: { status: 'preparing', statusDetail: null } })
    await enqueueProjectJob(tx, job.id, projectId)
    return { jobId: job.id }
  })
}
