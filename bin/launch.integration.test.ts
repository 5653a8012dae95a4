import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { setupToken } from '../lib/auth/setup-token.ts'
import { type Installation, startInstallation } from '../lib/testing/start-stand-ins.ts'
import { createTemporaryFolder, removeTemporaryFolder } from '../lib/testing/temporary-folder.ts'
import { createTestDatabase } from '../lib/testing/test-database.ts'
import { startOf } from './process-identity.mjs'

const ready = /Countersign is ready: (\S+)\n/
const patience = { timeout: 50_000, interval: 20 }

let outer = ''
let folder = ''
const installations: Installation[] = []

beforeEach(() => {
  outer = createTemporaryFolder()
  folder = join(outer, 'data')
})
afterEach(async () => {
  for (const installation of installations.splice(0)) {
    installation.process.kill('SIGTERM')
    await installation.ended
  }
  removeTemporaryFolder(outer)
})

async function start(env: Record<string, string> = {}): Promise<Installation> {
  const installation = await startInstallation(folder, env)
  installations.push(installation)
  await installation.says(ready)
  return installation
}

type ServerSays = Record<string, string> & { pid: number }
const ask = async (port: number) => (await (await fetch(`http://127.0.0.1:${port}/`)).json()) as ServerSays

/** What the runner started last wrote down: its name and its process. */
function lastRunner(): { name: string; pid: number } {
  const [name = '', pid = ''] =
    readFileSync(join(folder, 'logs/runner.log'), 'utf8').trim().split('\n').at(-1)?.split(' ') ?? []
  return { name, pid: Number(pid) }
}
const databasePid = () =>
  Number(readFileSync(join(folder, 'postgres/cluster/postmaster.pid'), 'utf8').split('\n')[0])
const isGone = (pid: number) => startOf(pid) === null

async function query(url: string | undefined, sql: string, values: unknown[] = []): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql, values)).rows
  } finally {
    await client.end()
  }
}

test('it ends with one line, the address, and hands both processes what they need', async () => {
  const { port, printed } = await start()
  expect(printed().trimEnd().split('\n').at(-1)).toBe(`Countersign is ready: http://localhost:${port}`)
  const server = await ask(port)
  const secret = readFileSync(join(folder, 'secret'), 'utf8').trim()
  expect(server).toMatchObject({
    COUNTERSIGN_DATA: folder,
    COUNTERSIGN_SECRET: secret,
    NODE_ENV: 'production',
    PUBLIC_URL: `http://localhost:${port}`,
  })
  expect(statSync(join(folder, 'secret')).mode & 0o777).toBe(0o600)
  expect(printed()).not.toContain(secret)
  const tables = await query(
    server.DATABASE_URL,
    "SELECT to_regclass('\"Session\"') AS ours, to_regclass('pgboss.job') AS queue",
  )
  expect(tables).toEqual([{ ours: '"Session"', queue: 'pgboss.job' }])
})

test('SIGTERM ends everything, in order and with success', async () => {
  const { port, process: launched, ended } = await start()
  const pids = [(await ask(port)).pid, databasePid()]
  await vi.waitFor(() => pids.push(lastRunner().pid), patience)
  launched.kill('SIGTERM')
  expect(await ended).toBe(0)
  expect(pids.filter((pid) => !isGone(pid))).toEqual([])
})

test('a second instance is refused, naming the first and where it answers', async () => {
  const first = await start()
  const second = await start()
  expect(await second.ended).toBe(1)
  expect(second.printed()).toContain(`process ${first.process.pid}, http://localhost:${first.port}`)
  expect((await ask(first.port)).pid).toBeGreaterThan(0)
})

test('a taken port leads to the next one, said aloud', async () => {
  const first = await start()
  folder = join(outer, 'other')
  const second = await start({ PORT: String(first.port) })
  expect(second.printed()).toContain(`port ${first.port} is taken, using `)
  const [, address = ''] = ready.exec(second.printed()) ?? []
  expect(Number(new URL(address).port)).toBeGreaterThan(first.port)
})

test('after kill -9 nothing but the database is left, and the next start adopts it', async () => {
  const first = await start()
  const { pid } = await ask(first.port)
  await vi.waitFor(() => expect(lastRunner().pid).toBeGreaterThan(0), patience)
  const runner = lastRunner()
  first.process.kill('SIGKILL')
  await first.ended
  await vi.waitFor(() => expect([pid, runner.pid].map(isGone)).toEqual([true, true]), patience)
  const database = databasePid()
  expect(isGone(database)).toBe(false)

  const second = await start()
  expect(second.printed()).toContain('found running')
  expect(databasePid()).toBe(database)
})

test('a runner that dies is replaced, and its sessions are free at once', async () => {
  const { port, says } = await start()
  const { DATABASE_URL } = await ask(port)
  await vi.waitFor(() => expect(lastRunner().pid).toBeGreaterThan(0), patience)
  const runner = lastRunner()
  const lease = `INSERT INTO "RunLease" ("sessionId", owner, "leaseUntil") VALUES ($1, $2, now() + interval '1 hour')`
  await query(DATABASE_URL, lease, ['held', runner.name])
  await query(DATABASE_URL, lease, ['foreign', 'another runner'])
  process.kill(runner.pid, 'SIGKILL')
  expect(await says(/runner +ended \(SIGKILL\), starting again/)).toContain('runner.log')
  await vi.waitFor(() => expect(lastRunner().name).not.toBe(runner.name), patience)
  expect(await query(DATABASE_URL, 'SELECT "sessionId" FROM "RunLease" WHERE "leaseUntil" > now()')).toEqual([
    { sessionId: 'foreign' },
  ])
})

test('the server and the database come back when they are killed', async () => {
  const { port, says } = await start()
  const before = await ask(port)
  process.kill(before.pid, 'SIGKILL')
  await vi.waitFor(async () => expect((await ask(port)).pid).not.toBe(before.pid), patience)

  process.kill(databasePid(), 'SIGKILL')
  await says(/PostgreSQL is back/)
  expect(await query(before.DATABASE_URL, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
})

test('reachable from beyond, the link for the first account carries its token, until there is one', async () => {
  const database = await createTestDatabase()
  try {
    const env = { HOST: '0.0.0.0', DATABASE_URL: database.url, COUNTERSIGN_SECRET: 's'.repeat(40) }
    const first = await start(env)
    expect(first.printed()).toContain(`/?setup=${setupToken(env.COUNTERSIGN_SECRET)}\n`)
    first.process.kill('SIGTERM')
    await first.ended

    await query(
      database.url,
      `INSERT INTO "User" (id, name, email, "updatedAt") VALUES ('u', 'Ada', 'ada@example.com', now())`,
    )
    expect((await start(env)).printed()).not.toContain('setup=')
  } finally {
    for (const { process: launched } of installations) launched.kill('SIGTERM')
    await Promise.all(installations.map(({ ended }) => ended))
    await database.drop()
  }
})
