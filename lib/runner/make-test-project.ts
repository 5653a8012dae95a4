// For tests only: the parts that work on projects, with a real database, sandbox and data folder of their own, and a person who asks.
// No queue runs here: a test performs its jobs itself.
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import pg from 'pg'
import type { ProjectJob } from '../../prisma/generated/client.ts'
import { sealAsked } from '../auth/asked-job.ts'
import { createDb, type Db } from '../db.ts'
import { logger } from '../logger.ts'
import type { ProjectJobKind, ProjectSettings } from '../protocol/project.ts'
import { createPlainSandbox } from '../sandbox/none.ts'
import { openSandbox } from '../sandbox/open-sandbox.ts'
import { createTemporaryFolder, removeTemporaryFolder } from '../testing/temporary-folder.ts'
import { createTestDatabase } from '../testing/test-database.ts'
import { createDeltaBuffer } from './delta-buffer.ts'
import { foldersIn } from './folders.ts'
import { performProjectJob } from './perform-project-job.ts'
import type { RunnerParts } from './runner-parts.ts'

export type TestProjects = {
  db: Db
  url: string
  parts: RunnerParts
  folder: string
  userId: string
  add(
    source: { kind: 'sample' | 'path' | 'url'; location: string },
    more?: { settings?: Partial<ProjectSettings>; status?: string },
  ): Promise<string>
  ask(projectId: string, kind: ProjectJobKind): Promise<string>
  /** Asks for it and performs it. */
  perform(projectId: string, kind: ProjectJobKind): Promise<ProjectJob>
  stop(): Promise<void>
}

export async function makeTestProjects({ plain = false } = {}): Promise<TestProjects> {
  const database = await createTestDatabase()
  const folder = createTemporaryFolder()
  Object.assign(process.env, {
    DATABASE_URL: database.url,
    COUNTERSIGN_SECRET: 'a secret for tests, thirty-two characters or more',
    COUNTERSIGN_DATA: folder,
  })
  const db = createDb(database.url)
  const pool = new pg.Pool({ connectionString: database.url, max: 2 })
  pool.on('error', () => {})
  const folders = foldersIn(folder)
  for (const one of folders.all) await mkdir(one, { recursive: true })
  const options = { stateDir: folders.sandbox, nodeBin: dirname(process.execPath) }
  const report = { level: 'none', detail: 'Not isolated, for this test.' } as const
  const outside = createPlainSandbox({ ...options, report })
  const parts: RunnerParts = {
    db,
    pool,
    owner: 'runner-1',
    folders,
    sandbox: plain ? outside : await openSandbox(options),
    outside,
    engine: {
      turn() {
        throw new Error('work on a project needs no engine')
      },
    },
    deltas: createDeltaBuffer(pool, () => {}),
    scriptedUrl: '',
    publicUrl: 'http://localhost:4310',
    ripgrep: '',
    ripgrepFolder: '',
    intervals: { lease: 3, renew: 0.5, reconcile: 1, flush: 0.1, poll: 1 },
    logger,
  }
  const user = {
    id: crypto.randomUUID(),
    name: 'Ada Example',
    email: 'ada@example.org',
    role: 'lead',
  } as const
  await db.user.create({ data: user })

  const projects: TestProjects = {
    db,
    url: database.url,
    parts,
    folder,
    userId: user.id,
    async add({ kind, location }, { settings = {}, status = 'preparing' } = {}) {
      const data = { name: 'A project', slug: crypto.randomUUID(), createdById: user.id, settings, status }
      const row = { ...data, sourceKind: kind, sourceLocation: location }
      return (await db.project.create({ data: row })).id
    },
    async ask(projectId, kind) {
      const { settings } = await db.project.findUniqueOrThrow({ where: { id: projectId } })
      const asked = sealAsked({ projectId, userId: user.id, settings })
      return (await db.projectJob.create({ data: { projectId, kind, createdById: user.id, asked } })).id
    },
    async perform(projectId, kind) {
      const id = await projects.ask(projectId, kind)
      await performProjectJob(parts, id, new AbortController().signal)
      return db.projectJob.findUniqueOrThrow({ where: { id } })
    },
    async stop() {
      await pool.end()
      await db.$disconnect()
      await database.drop()
      removeTemporaryFolder(folder)
    },
  }
  return projects
}
