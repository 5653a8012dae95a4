// One project with its settings, people and latest jobs. Secrets by name only: a stored value is never read back.
import type { PrismaClient } from '../../prisma/generated/client.ts'
import type { Identity } from '../auth/identity.ts'
import { ProjectSettings, type ProjectSuggestion, type TryResult } from '../protocol/project.ts'
import { visibleProjects } from './limit-to-visible.ts'

export type JobRow = {
  id: string
  kind: string
  status: 'queued' | 'running' | 'done' | 'failed'
  progress: unknown
  result: unknown
  createdAt: string
  startedAt: string | null
  finishedAt: string | null
}

export type ProjectPage = {
  id: string
  name: string
  slug: string
  sourceKind: 'sample' | 'path' | 'url'
  sourceLocation: string
  status: 'preparing' | 'ready' | 'failed'
  statusDetail: string | null
  targetBranch: string
  settings: ProjectSettings
  createdAt: string
  archivedAt: string | null
  secrets: { name: string; updatedAt: string }[]
  members: { id: string; name: string; email: string; role: string }[]
  teams: { id: string; name: string }[]
  /** The newest job of each kind. `prepare` leads to a ProjectSuggestion, `try` to a TryResult. */
  jobs: { prepare: JobRow | null; try: JobRow | null; fetch: JobRow | null }
}
export type { ProjectSuggestion, TryResult }

/** By id or by slug. null when there is none or this person may not see it. */
export async function loadProject(
  db: PrismaClient,
  identity: Identity,
  by: { id: string } | { slug: string },
): Promise<ProjectPage | null> {
  const project = await db.project.findFirst({
    where: { AND: [visibleProjects(identity), by] },
    include: {
      secrets: { select: { name: true, updatedAt: true }, orderBy: { name: 'asc' } },
      members: { select: { user: { select: { id: true, name: true, email: true, role: true } } } },
      teams: { select: { team: { select: { id: true, name: true } } } },
    },
  })
  if (!project) return null
  const jobs = await db.projectJob.findMany({
    where: { projectId: project.id },
    orderBy: [{ kind: 'asc' }, { createdAt: 'desc' }],
    distinct: ['kind'],
    omit: { output: true },
  })
  const newest = (kind: string) => {
    const job = jobs.find((one) => one.kind === kind)
    return job ? toJobRow(job) : null
  }
  return {
    id: project.id,
    name: project.name,
    slug: project.slug,
    sourceKind: project.sourceKind as ProjectPage['sourceKind'],
    sourceLocation: project.sourceLocation,
    status: project.status as ProjectPage['status'],
    statusDetail: project.statusDetail,
    targetBranch: project.targetBranch,
    settings: ProjectSettings.parse(project.settings),
    createdAt: project.createdAt.toISOString(),
    archivedAt: project.archivedAt?.toISOString() ?? null,
    secrets: project.secrets.map((secret) => ({
      name: secret.name,
      updatedAt: secret.updatedAt.toISOString(),
    })),
    members: project.members.map((member) => member.user).sort((a, b) => a.name.localeCompare(b.name)),
    teams: project.teams.map((one) => one.team).sort((a, b) => a.name.localeCompare(b.name)),
    jobs: { prepare: newest('prepare'), try: newest('try'), fetch: newest('fetch') },
  }
}

type StoredJob = {
  id: string
  kind: string
  status: string
  progress: unknown
  result: unknown
  createdAt: Date
  startedAt: Date | null
  finishedAt: Date | null
}

export function toJobRow(job: StoredJob): JobRow {
  const { id, kind, progress, result } = job
  return {
    id,
    kind,
    status: job.status as JobRow['status'],
    progress,
    result,
    createdAt: job.createdAt.toISOString(),
    startedAt: job.startedAt?.toISOString() ?? null,
    finishedAt: job.finishedAt?.toISOString() ?? null,
  }
}
