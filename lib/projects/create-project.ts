// Adding a project: a row and the job that clones and looks at it. What may be a source is decided in git/source.ts.
import { randomUUID } from 'node:crypto'
import type { Db, DbTransaction } from '../db.ts'
import { enqueueProjectJob } from '../event-log/queue.ts'
import { findLocalRepository } from '../git/local-repository.ts'
import { parseSource } from '../git/source.ts'
import { ProjectSettings } from '../protocol/project.ts'
import { Rejection } from '../protocol/rejection.ts'
import { sampleProject } from '../sample/sample-project.ts'

export type NewProject = {
  name: string
  source: { kind: 'sample' } | { kind: 'path' | 'url'; location: string }
}

/** Throws Rejection 'source.…' for a source that cannot be one. The clone itself happens in the job. */
export async function createProject(
  db: Db,
  userId: string,
  wish: NewProject,
): Promise<{ id: string; slug: string; jobId: string }> {
  const source = await check(wish.source)
  const sample = wish.source.kind === 'sample'
  return db.$transaction(async (tx) => {
    const slug = await freeSlug(tx, wish.name)
    const { id } = await tx.project.create({
      data: {
        name: wish.name,
        slug,
        sourceKind: source.kind,
        sourceLocation: source.location,
        createdById: userId,
        targetBranch: sample ? sampleProject.targetBranch : 'main',
        settings: sample ? sampleSettings() : ProjectSettings.parse({}),
      },
    })
    const job = await tx.projectJob.create({ data: { projectId: id, kind: 'prepare', createdById: userId } })
    await enqueueProjectJob(tx, job.id, id)
    return { id, slug, jobId: job.id }
  })
}

async function check(source: NewProject['source']): Promise<{ kind: string; location: string }> {
  if (source.kind === 'sample') return { kind: 'sample', location: '' }
  const parsed = parseSource(source.location)
  if (parsed.kind !== source.kind)
    throw new Rejection(
      'source.unsupported',
      source.kind === 'path'
        ? 'Give the absolute path of a folder.'
        : 'Give an https or ssh address, or git@host:path.',
    )
  if (parsed.kind === 'path') await findLocalRepository(parsed.location)
  return parsed
}

function sampleSettings(): ProjectSettings {
  return ProjectSettings.parse({
    checks: sampleProject.checks.map((one, index) => ({
      id: `check-${index + 1}`,
      name: one.name,
      command: one.command,
      report: { format: 'junit', path: one.report },
    })),
    mustPass: [...sampleProject.mustPass],
  })
}

/** Below /projects these are pages of their own; a project of this name could not be opened. */
const pages = ['new']

async function freeSlug(tx: DbTransaction, name: string): Promise<string> {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
  const slug = plain || 'project'
  const taken = await tx.project.findMany({ where: { slug: { startsWith: slug } }, select: { slug: true } })
  const slugs = new Set([...pages, ...taken.map((one) => one.slug)])
  if (!slugs.has(slug)) return slug
  for (let number = 2; number <= slugs.size + 1; number += 1)
    if (!slugs.has(`${slug}-${number}`)) return `${slug}-${number}`
  return `${slug}-${randomUUID().slice(0, 8)}`
}
