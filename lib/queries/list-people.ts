// Everyone with an account here: for the people page, and for choosing members.
import type { PrismaClient } from '../../prisma/generated/client.ts'
import type { Identity } from '../auth/identity.ts'
import type { Role } from '../protocol/people.ts'
import { visibleProjects } from './limit-to-visible.ts'

export type PersonRow = {
  id: string
  name: string
  email: string
  role: Role
  disabledAt: string | null
  createdAt: string
  projects: { id: string; name: string }[]
  teams: { id: string; name: string }[]
}

/** Projects are listed as far as the asking person sees them. */
export async function listPeople(db: PrismaClient, identity: Identity): Promise<PersonRow[]> {
  const people = await db.user.findMany({
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    select: {
      id: true,
      name: true,
      email: true,
      role: true,
      disabledAt: true,
      createdAt: true,
      projectMembers: {
        where: { project: { AND: [visibleProjects(identity), { archivedAt: null }] } },
        select: { project: { select: { id: true, name: true } } },
      },
      teamMembers: { select: { team: { select: { id: true, name: true } } } },
    },
  })
  return people.map(({ projectMembers, teamMembers, disabledAt, createdAt, ...person }) => ({
    ...person,
    disabledAt: disabledAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
    projects: projectMembers.map((one) => one.project),
    teams: teamMembers.map((one) => one.team),
  }))
}
