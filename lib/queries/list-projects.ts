// The projects that a person may see, with what is going on in each.
import type { PrismaClient } from '../../prisma/generated/client.ts'
import type { Identity } from '../auth/identity.ts'
import { visibleProjects } from './limit-to-visible.ts'

export type ProjectRow = {
  id: string
  name: string
  slug: string
  sourceKind: 'sample' | 'path' | 'url'
  sourceLocation: string
  status: 'preparing' | 'ready' | 'failed'
  statusDetail: string | null
  targetBranch: string
  createdAt: string
  archivedAt: string | null
  /** Sessions neither ended nor archived, and those of them that wait for a person. */
  openSessions: number
  waitingSessions: number
}

export async function listProjects(
  db: PrismaClient,
  identity: Identity,
  options: { archived?: boolean } = {},
): Promise<ProjectRow[]> {
  const projects = await db.project.findMany({
    where: { AND: [visibleProjects(identity), options.archived ? {} : { archivedAt: null }] },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
  })
  const counts = await db.session.groupBy({
    by: ['projectId', 'waitsFor'],
    where: {
      projectId: { in: projects.map((project) => project.id) },
      archivedAt: null,
      phase: { notIn: ['merged', 'rejected', 'cancelled'] },
    },
    _count: true,
  })
  const sum = (projectId: string, waiting: boolean) =>
    counts
      .filter((row) => row.projectId === projectId && (!waiting || row.waitsFor !== null))
      .reduce((total, row) => total + row._count, 0)
  return projects.map((project) => ({
    id: project.id,
    name: project.name,
    slug: project.slug,
    sourceKind: project.sourceKind as ProjectRow['sourceKind'],
    sourceLocation: project.sourceLocation,
    status: project.status as ProjectRow['status'],
    statusDetail: project.statusDetail,
    targetBranch: project.targetBranch,
    createdAt: project.createdAt.toISOString(),
    archivedAt: project.archivedAt?.toISOString() ?? null,
    openSessions: sum(project.id, false),
    waitingSessions: sum(project.id, true),
  }))
}
