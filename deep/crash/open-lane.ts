// An installation for crashes: its own database and data folder, real runner processes behind proxies, and a person. One case after the
// other runs in it, each in a session and a project of its own.
import { chmod, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Identity } from '../../lib/auth/identity.ts'
import { modelKeyPlace, seal } from '../../lib/auth/seal.ts'
import { createDb, type Db } from '../../lib/db.ts'
import { commit } from '../../lib/event-log/commit.ts'
import { createFromSource } from '../../lib/git/repository.ts'
import { startScriptedProvider } from '../../lib/models/scripted/start-scripted-provider.ts'
import type { Command } from '../../lib/protocol/commands.ts'
import { Rejection } from '../../lib/protocol/rejection.ts'
import { foldersIn } from '../../lib/runner/folders.ts'
import { createSampleRepository } from '../../lib/sample/create-sample-repository.ts'
import { sampleProject } from '../../lib/sample/sample-project.ts'
import { beginSession, type Drive } from '../../lib/testing/drive-session.ts'
import { type LogWatch, watchLog } from '../../lib/testing/watch-log.ts'
import type { Commit, Fate } from '../faults/postgres-proxy.ts'
import { type Part, startPart, testSecret } from '../faults/run-part.ts'
import { type Boundary, nameBoundaries } from './name-boundaries.ts'

export type OnBoundary = (boundary: Boundary, part: Part, clientPort: number) => Promise<Fate> | Fate

export type Lane = {
  db: Db
  databaseUrl: string
  dataFolder: string
  here: LogWatch
  person: Identity
  runners: Part[]
  /** What happens at boundaries from now on. */
  onBoundary: OnBoundary
  startRunner(): Promise<Part>
  /** A session on a sample project of its own, begun by the person. */
  begin(): Promise<{ session: Drive; bare: string }>
  /** Commands that were answered, in order: nothing of them may be lost. */
  acknowledged: { sessionId: string; seq: number }[]
  written(): Promise<string>
  /** Looks until it is so. A database that is away for a moment is no answer. */
  until(look: () => Promise<boolean>): Promise<void>
  close(): Promise<void>
}

/** `dataFolder`: of an installation that runs already; otherwise the lane has its own. */
export async function openLane(databaseUrl: string, ownedBy?: { dataFolder: string }): Promise<Lane> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-crash-'))
  await chmod(folder, 0o755)
  const dataFolder = ownedBy?.dataFolder ?? join(folder, 'data')
  await mkdir(dataFolder, { recursive: true })
  // Whoever commits needs an environment; the queue of this process sends through the transaction it is given.
  Object.assign(process.env, {
    NODE_ENV: 'test',
    DATABASE_URL: databaseUrl,
    COUNTERSIGN_SECRET: testSecret,
    COUNTERSIGN_DATA: dataFolder,
  })
  const db = createDb(databaseUrl)
  const folders = foldersIn(dataFolder)
  const logPath = join(folder, 'runner.log')
  const nameIt = nameBoundaries()
  const userId = crypto.randomUUID()
  const email = `${userId}@example.org`
  await db.user.create({ data: { id: userId, name: 'Ada Admin', email, role: 'admin' } })
  const person: Identity = { userId, name: 'Ada Admin', email, role: 'admin', projectIds: [] }
  const onCommit = (commit: Commit, part: Part) => lane.onBoundary(nameIt(commit), part, commit.clientPort)

  // The script without its pauses; to the runner it is an endpoint that somebody configured.
  const provider = await startScriptedProvider({ pieceDelayMs: 0 })
  const model = { baseUrl: provider.url, model: 'scripted/bug-fix', api: 'responses' }
  await db.setting.create({ data: { name: 'model', value: model, secret: seal('test-key', modelKeyPlace) } })
  const acknowledged: Lane['acknowledged'] = []
  const here: LogWatch = {
    ...watchLog(db, person),
    async send(command, as = person) {
      const own = { ...command, commandId: crypto.randomUUID() } as Command
      const answer = await untilAnswered(() => commit(db, own, as))
      acknowledged.push(answer)
      return answer
    },
  }

  const lane: Lane = {
    db,
    databaseUrl,
    dataFolder,
    here,
    person,
    runners: [],
    onBoundary: () => 'go',
    async startRunner() {
      const name = `runner-${crypto.randomUUID()}`
      const part = await startPart({
        script: 'runner.ts',
        name,
        databaseUrl,
        dataFolder,
        logPath,
        onCommit,
      })
      lane.runners = [...lane.runners.filter((one) => one.alive()), part]
      return part
    },
    acknowledged,
    async begin() {
      const projectId = crypto.randomUUID()
      const location = folders.sample(projectId)
      await createSampleRepository(location)
      const bare = folders.repository(projectId)
      const { defaultBranch } = await createFromSource({ bare, source: { kind: 'path', location } })
      const checks = sampleProject.checks.map((check, position) => ({
        id: `check-${position + 1}`,
        name: check.name,
        command: check.command,
        report: { format: 'junit' as const, path: check.report },
      }))
      await db.project.create({
        data: {
          id: projectId,
          name: 'Parcel prices',
          slug: projectId,
          sourceKind: 'path',
          sourceLocation: location,
          status: 'ready',
          targetBranch: defaultBranch,
          settings: { checks, mustPass: [...sampleProject.mustPass] },
        },
      })
      const model = { provider: 'configured' as const, name: 'scripted/bug-fix' }
      return { session: await beginSession(lane.here, { projectId, model }), bare }
    },
    async until(look) {
      const end = Date.now() + patienceMs
      while (!(await look().catch(() => false))) {
        if (Date.now() > end) throw new Error('It never was so.')
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    },
    written: () => readFile(logPath, 'utf8').catch(() => ''),
    async close() {
      await Promise.all(lane.runners.map((runner) => runner.kill()))
      await provider.close()
      await db.$disconnect()
      await rm(folder, { recursive: true, force: true })
    },
  }
  return lane
}

/** Only a test that would never end meets it. */
const patienceMs = 400_000

/** As a browser does: what was not answered is sent again under the same id. */
async function untilAnswered<T>(send: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await send()
    } catch (error) {
      if (error instanceof Rejection) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}
