// A real runner process that is killed, and a real database that crashes, in the middle of the sample session: it goes on,
// nothing is lost or there twice, and exactly one merge is made.
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect } from 'vitest'
import { expireLeases } from '../../bin/expire-leases.mjs'
import { migrate } from '../../bin/migrate.mjs'
import { startPostgres } from '../../bin/postgres.mjs'
import { installQueue } from '../../bin/prepare-database.mjs'
import { spawnPart } from '../../bin/spawn-part.mjs'
import type { Identity } from '../../lib/auth/identity.ts'
import { createDb, type Db } from '../../lib/db.ts'
import { createFromSource } from '../../lib/git/repository.ts'
import { readGit } from '../../lib/git/run-git.ts'
import type { Event } from '../../lib/protocol/events.ts'
import { foldersIn } from '../../lib/runner/folders.ts'
import { createSampleRepository } from '../../lib/sample/create-sample-repository.ts'
import { sampleProject } from '../../lib/sample/sample-project.ts'
import { readStartTime } from '../../lib/sandbox/process-identity.ts'
import { compareFolds } from '../../lib/testing/compare-folds.ts'
import { beginSession, type Drive, ofType } from '../../lib/testing/drive-session.ts'
import { watchLog } from '../../lib/testing/watch-log.ts'
import { eachCase } from '../each-case.ts'

type Server = Awaited<ReturnType<typeof startPostgres>>
let folder: string
let server: Server
let db: Db
let runner: ChildProcess
let lives = 0

const dataFolder = () => join(folder, 'data')
const folders = () => foldersIn(dataFolder())
const owner = () => `runner-${lives}`

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-death-'))
  await chmod(folder, 0o755)
  server = await startPostgres({ folder: join(folder, 'postgres'), leashed: true })
  await migrate(server.url)
  await installQueue(server.url)
  await mkdir(dataFolder())
  Object.assign(process.env, environment())
  db = createDb(server.url)
  startRunner()
}, 120_000)

afterAll(async () => {
  await killRunner()
  const compared = db ? compareFolds(db) : Promise.resolve()
  await compared.catch(() => {})
  await db?.$disconnect()
  const own = (globalThis as { countersignDb?: Db }).countersignDb
  await own?.$disconnect()
  await server?.stop()
  await rm(folder, { recursive: true, force: true })
  await compared
}, 120_000)

function environment(): Record<string, string> {
  return {
    NODE_ENV: 'test',
    DATABASE_URL: server.url,
    COUNTERSIGN_SECRET: 'a secret for tests, thirty-two characters or more',
    COUNTERSIGN_DATA: dataFolder(),
  }
}

function startRunner(): void {
  lives += 1
  const env = { ...environment(), COUNTERSIGN_RUNNER_ID: owner() }
  runner = spawnPart({ script: 'runner.ts', env, logPath: join(folder, 'runner.log') })
}

async function killRunner(): Promise<void> {
  if (!runner || runner.exitCode !== null || runner.signalCode !== null) return
  const exit = once(runner, 'exit')
  runner.kill('SIGKILL')
  await exit
}

/** As the supervisor does it: the dead one's leases end, and another starts. */
async function replaceRunner(): Promise<void> {
  await killRunner()
  await expireLeases(server.url, owner())
  startRunner()
}

async function begin(): Promise<{ session: Drive; bare: string }> {
  const userId = crypto.randomUUID()
  const email = `${userId}@example.org`
  await db.user.create({ data: { id: userId, name: 'Ada Admin', email, role: 'admin' } })
  const ada: Identity = { userId, name: 'Ada Admin', email, role: 'admin', projectIds: [] }
  const projectId = crypto.randomUUID()
  const location = folders().sample(projectId)
  await createSampleRepository(location)
  const bare = folders().repository(projectId)
  const { defaultBranch } = await createFromSource({ bare, source: { kind: 'path', location } })
  const [check] = sampleProject.checks
  const checks = [
    {
      id: 'test',
      name: check!.name,
      command: check!.command,
      report: { format: 'junit', path: check!.report },
    },
  ]
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
  return { session: await beginSession(watchLog(db, ada), { projectId }), bare }
}

/** Looks until it is so. A database that is away for a moment is no answer. */
async function until(look: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 120_000
  while (!(await look().catch(() => false))) {
    if (Date.now() > end)
      throw new Error(`It never was so.\n${await readFile(join(folder, 'runner.log'), 'utf8')}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

const streams = (session: Drive, like: string) =>
  until(
    async () =>
      (await db.delta.count({ where: { sessionId: session.sessionId, itemId: { endsWith: like } } })) > 0,
  )
/** A command is in its box now. */
const runsCommand = (session: Drive, after: number) =>
  until(async () => {
    const events = (await session.events()).filter((event) => event.seq > after)
    const over = new Set(ofType(events, 'tool.finished').map((event) => event.data.callId))
    return ofType(events, 'tool.started').some(
      (event) => event.data.name === 'exec_command' && !over.has(event.data.callId),
    )
  })

async function whole(session: Drive, bare: string): Promise<Event[]> {
  const events = await session.events()
  expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1))
  const calls = ofType(events, 'model.replied').flatMap((event) =>
    event.data.toolCalls.map((call) => call.callId),
  )
  expect(ofType(events, 'tool.finished').map((event) => event.data.callId)).toEqual(calls)
  const asked = ofType(events, 'model.requested').map((event) => event.data.requestId)
  const answered = events.flatMap((event) =>
    event.type === 'model.replied' || event.type === 'model.failed' ? [event.data.requestId] : [],
  )
  expect(answered).toEqual(asked)
  expect(ofType(events, 'merge.finished')).toHaveLength(1)
  const runId = ofType(events, 'run.queued')[0]!.data.runId
  const merges = await readGit({ gitDir: bare }, [
    'log',
    '--merges',
    '--format=%H',
    `--grep=Countersign-Run: ${runId}`,
    'main',
  ])
  expect(merges.split('\n')).toEqual([ofType(events, 'merge.finished')[0]!.data.commit])
  expect(await db.delta.findMany({ where: { sessionId: session.sessionId } })).toEqual([])
  const boxes = await db.sandboxProcess.findMany({ where: { sessionId: session.sessionId } })
  expect(boxes.filter((box) => readStartTime(box.pid) === box.startTime)).toEqual([])
  return events
}

async function killRunners(): Promise<void> {
  const { session, bare } = await begin()
  await streams(session, '.text')
  await replaceRunner()
  const plan = await session.approvePlan()
  await runsCommand(session, plan.seq)
  await replaceRunner()
  await session.waitFor('check.started', plan.seq)
  await replaceRunner()
  await session.acceptAndSign()
  const events = await whole(session, bare)
  const epochs = ofType(events, 'run.started').map((event) => event.data.epoch)
  expect(epochs).toEqual(epochs.map((_, index) => index + 1))
  expect(new Set(ofType(events, 'run.started').map((event) => event.data.owner)).size).toBe(4)
}

async function crashDatabases(): Promise<void> {
  const { session, bare } = await begin()
  const crash = async () => {
    server.kill()
    await server.ended
    server = await startPostgres({ folder: join(folder, 'postgres'), leashed: true })
  }
  await streams(session, '.text')
  await crash()
  const plan = await session.approvePlan()
  await runsCommand(session, plan.seq)
  await crash()
  await session.acceptAndSign()
  await whole(session, bare)
  // It was the same process all the time: a crash of the database is no reason to die.
  expect([runner.exitCode, runner.signalCode]).toEqual([null, null])
}

const cases = [
  {
    name: 'the runner is killed while the model speaks, while a command runs, and while it checks',
    run: killRunners,
  },
  { name: 'the database crashes while the model speaks and while a command runs', run: crashDatabases },
]
eachCase('crash in mid-stream', cases, { sample: 1, timeout: 600_000 }, ({ run }) => run())
