// A whole installation without browsers, for tests: its own database and data folder, a runner in this process, a person to act.
// One per test file, because the environment of a process is read once.
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { rgPath } from '@vscode/ripgrep'
import pg from 'pg'
import { vi } from 'vitest'
import type { Identity } from '../auth/identity.ts'
import { createDb, type Db } from '../db.ts'
import { builtinEngine } from '../engines/builtin/run-turn.ts'
import { createFromSource } from '../git/repository.ts'
import { logger } from '../logger.ts'
import { startScriptedProvider } from '../models/scripted/start-scripted-provider.ts'
import type { ProjectSettings } from '../protocol/project.ts'
import { createDeltaBuffer } from '../runner/delta-buffer.ts'
import { foldersIn } from '../runner/folders.ts'
import type { RunnerParts } from '../runner/runner-parts.ts'
import { type WorkQueue, workOffQueue } from '../runner/work-queue.ts'
import { createSampleRepository } from '../sample/create-sample-repository.ts'
import { sampleProject } from '../sample/sample-project.ts'
import { createPlainSandbox } from '../sandbox/none.ts'
import { openSandbox } from '../sandbox/open-sandbox.ts'
import { compareFolds } from './compare-folds.ts'
import { createTestDatabase } from './test-database.ts'
import { type LogWatch, watchLog } from './watch-log.ts'

export type Installation = LogWatch & {
  db: Db
  url: string
  dataFolder: string
  parts: RunnerParts
  person: Identity
  queue(): WorkQueue
  /** Stops the runner and starts another one on the same data. */
  restartRunner(): Promise<void>
  addSampleProject(settings?: Partial<ProjectSettings>): Promise<string>
  addProject(location: string, settings: Partial<ProjectSettings>): Promise<string>
  addPerson(name: string, role: Identity['role']): Promise<Identity>
  /** Also folds every session again from its log and fails on any difference. */
  stop(): Promise<void>
}

const intervals = { lease: 3, renew: 0.8, reconcile: 0.5, flush: 0.03, poll: 0.5 }

/** plain: without isolation. toolchains: further folders that boxes see, as in the settings of an installation. */
export type InstallationOptions = { plain?: boolean; toolchains?: readonly string[] }

// Whole sessions with real boxes take their time on a busy machine; no test of them measures time.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

export async function startInstallation({
  plain = false,
  toolchains = [],
}: InstallationOptions = {}): Promise<Installation> {
  const database = await createTestDatabase()
  const dataFolder = await mkdtemp(join(tmpdir(), 'countersign-test-'))
  await chmod(dataFolder, 0o755)
  Object.assign(process.env, {
    NODE_ENV: 'test',
    DATABASE_URL: database.url,
    COUNTERSIGN_SECRET: 'a secret for tests, thirty-two characters or more',
    COUNTERSIGN_DATA: dataFolder,
  })
  const db = createDb(database.url)
  const folders = foldersIn(dataFolder)
  for (const folder of folders.all) {
    await mkdir(folder, { recursive: true })
    await chmod(folder, 0o755)
  }
  const options = { stateDir: folders.sandbox, nodeBin: dirname(process.execPath), toolchains }
  const report = { level: 'none' as const, detail: 'Not isolated, for this test.' }
  const outside = createPlainSandbox({ ...options, report })
  const sandbox = plain ? outside : await openSandbox(options)
  const pool = new pg.Pool({ connectionString: database.url, max: 2 })
  pool.on('error', () => {})
  const scripted = await startScriptedProvider({ pieceDelayMs: 0 })
  const parts: RunnerParts = {
    db,
    pool,
    owner: `test-${crypto.randomUUID()}`,
    folders,
    sandbox,
    outside,
    engine: builtinEngine,
    deltas: createDeltaBuffer(pool, () => {}),
    scriptedUrl: scripted.url,
    publicUrl: 'http://localhost:4310',
    ripgrep: rgPath,
    ripgrepFolder: dirname(rgPath),
    intervals,
    logger,
  }
  let queue = await workOffQueue(parts, database.url)
  const addPerson = async (name: string, role: Identity['role']): Promise<Identity> => {
    const userId = crypto.randomUUID()
    const email = `${name.toLowerCase().replaceAll(' ', '.')}-${userId.slice(0, 6)}@example.com`
    await db.user.create({ data: { id: userId, name, email, role } })
    return { userId, name, email, role, projectIds: [] }
  }
  const person = await addPerson('Ada Admin', 'admin')

  const installation: Installation = {
    ...watchLog(db, person),
    db,
    url: database.url,
    dataFolder,
    parts,
    person,
    queue: () => queue,
    async restartRunner() {
      await queue.stop()
      queue = await workOffQueue({ ...parts, owner: `test-${crypto.randomUUID()}` }, database.url)
    },
    async addSampleProject(settings = {}) {
      const location = folders.sample(crypto.randomUUID())
      await createSampleRepository(location)
      const checks = sampleProject.checks.map((check, index) => ({
        id: `check-${index + 1}`,
        name: check.name,
        command: check.command,
        report: { format: 'junit' as const, path: check.report },
      }))
      return installation.addProject(location, { checks, mustPass: [...sampleProject.mustPass], ...settings })
    },
    async addProject(location, settings) {
      const id = crypto.randomUUID()
      const { defaultBranch } = await createFromSource({
        bare: folders.repository(id),
        source: { kind: 'path', location },
      })
      await db.project.create({
        data: {
          id,
          name: 'Parcel prices',
          slug: id,
          sourceKind: 'path',
          sourceLocation: location,
          status: 'ready',
          targetBranch: defaultBranch,
          settings,
        },
      })
      return id
    },
    addPerson,
    async stop() {
      await queue.stop()
      const compared = compareFolds(db)
      await compared.catch(() => {})
      await scripted.close()
      await pool.end()
      await db.$disconnect()
      const own = (globalThis as { countersignDb?: Db }).countersignDb
      await own?.$disconnect()
      await database.drop()
      await rm(dataFolder, { recursive: true, force: true })
      await compared
    },
  }
  return installation
}
