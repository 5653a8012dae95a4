// The projects in which a person can do something now: for the palette, filters and the form that starts a session.
import type { PrismaClient } from '../../prisma/generated/client.ts'
import type { Identity } from '../auth/identity.ts'
import { visibleProjects } from './limit-to-visible.ts'

export type ProjectName = { id: string; slug: string; name: string }

export async function listProjectNames(db: PrismaClient, identity: Identity): Promise<ProjectName[]> {
  return db.project.findMany({
    where: { AND: [visibleProjects(identity), { archivedAt: null }] },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    select: { id: true, slug: true, name: true },
  })
}
