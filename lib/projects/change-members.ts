// Who belongs to a project, directly or by a team. Whoever gains or loses a project is told at once, so that open pages
// and sockets follow. Doing the same again changes nothing.
import type { Db, DbTransaction } from '../db.ts'
import { notify } from '../event-log/listen.ts'

type Membership = { projectId: string; userId: string }

export async function setMember(db: Db, { projectId, userId }: Membership, member: boolean): Promise<void> {
  await db.$transaction(async (tx) => {
    if (member)
      await tx.projectMember.upsert({
        where: { projectId_userId: { projectId, userId } },
        create: { projectId, userId },
        update: {},
      })
    else await tx.projectMember.deleteMany({ where: { projectId, userId } })
    await notify(tx, { kind: 'person', userId })
    await notify(tx, { kind: 'project', projectId })
  })
}

export async function setProjectTeam(
  db: Db,
  { projectId, teamId }: { projectId: string; teamId: string },
  shared: boolean,
): Promise<void> {
  await db.$transaction(async (tx) => {
    if (shared)
      await tx.projectTeam.upsert({
        where: { projectId_teamId: { projectId, teamId } },
        create: { projectId, teamId },
        update: {},
      })
    else await tx.projectTeam.deleteMany({ where: { projectId, teamId } })
    await tellTeam(tx, teamId)
    await notify(tx, { kind: 'project', projectId })
  })
}

export async function setTeamMember(
  db: Db,
  { teamId, userId }: { teamId: string; userId: string },
  member: boolean,
): Promise<void> {
  await db.$transaction(async (tx) => {
    if (member)
      await tx.teamMember.upsert({
        where: { teamId_userId: { teamId, userId } },
        create: { teamId, userId },
        update: {},
      })
    else await tx.teamMember.deleteMany({ where: { teamId, userId } })
    await notify(tx, { kind: 'person', userId })
  })
}

/** The projects it reached are no longer reached by its people. */
export async function deleteTeam(db: Db, teamId: string): Promise<void> {
  await db.$transaction(async (tx) => {
    await tellTeam(tx, teamId)
    await tx.team.deleteMany({ where: { id: teamId } })
  })
}

/** Notices are sent at the commit, when the change is visible to who looks. */
async function tellTeam(tx: DbTransaction, teamId: string): Promise<void> {
  const members = await tx.teamMember.findMany({ where: { teamId }, select: { userId: true } })
  for (const { userId } of members) await notify(tx, { kind: 'person', userId })
}
