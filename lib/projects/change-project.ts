// Name, target branch and settings of a project. Settings that the change does not name stay; open pages are told.
import type { z } from 'zod'
import { sealCarrying } from '../auth/carry-setting.ts'
import type { Db } from '../db.ts'
import { notify } from '../event-log/listen.ts'
import { checkRef } from '../git/refs.ts'
import type { ChangeProject } from '../protocol/api.ts'
import { ProjectSettings } from '../protocol/project.ts'

/** Throws Rejection 'ref.invalid' for a branch name that git would not take. */
export async function changeProject(
  db: Db,
  projectId: string,
  change: z.infer<typeof ChangeProject>,
  now: Date = new Date(),
): Promise<void> {
  const { name, targetBranch, archived, settings } = change
  if (targetBranch !== undefined) checkRef(`refs/heads/${targetBranch}`)
  await db.$transaction(async (tx) => {
    // Two people's changes of different settings both stay.
    await tx.$queryRaw`SELECT id FROM "Project" WHERE id = ${projectId} FOR UPDATE`
    const project = await tx.project.findUniqueOrThrow({ where: { id: projectId } })
    await tx.project.update({
      where: { id: projectId },
      data: {
        name,
        targetBranch,
        ...(archived === undefined ? {} : { archivedAt: archived ? (project.archivedAt ?? now) : null }),
        ...(settings
          ? {
              settings: sealCarrying(
                projectId,
                ProjectSettings.parse({ ...(project.settings as object), ...settings }),
              ),
            }
          : {}),
      },
    })
    await notify(tx, { kind: 'project', projectId })
  })
}
