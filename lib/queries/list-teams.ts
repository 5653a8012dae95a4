// Teams with their people and the projects that they reach, as far as the asking person sees those projects.
import type { PrismaClient } from '../../prisma/generated/client.ts'
import type { Identity } from '../auth/identity.ts'
import { visibleProjects } from './limit-to-visible.ts'

export type TeamRow = {
  id: string
  name: string
  members: { id: string; name: string }[]
  projects: { id: string; name: string }[]
}

export async function listTeams(db: PrismaClient, identity: Identity): Promise<TeamRow[]> {
  const teams = await db.team.findMany({
    orderBy: { name: 'asc' },
    select: {
      id: true,
      name: true,
      members: { select: { user: { select: { id: true, name: true } } } },
      projects: {
        where: { project: visibleProjects(identity) },
        select: { project: { select: { id: true, name: true } } },
      },
    },
  })
  return teams.map(({ members, projects, ...team }) => ({
    ...team,
    members: members.map((one) => one.user),
    projects: projects.map((one) => one.project),
  }))
}
