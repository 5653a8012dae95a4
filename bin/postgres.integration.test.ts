import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTemporaryFolder, removeTemporaryFolder } from '../lib/testing/temporary-folder.ts'
import { migrate } from './migrate.mjs'
import { startPostgres } from './postgres.mjs'
import { startOf } from './process-identity.mjs'

type Server = Awaited<ReturnType<typeof startPostgres>>

let folder = ''
const servers: Server[] = []

beforeEach(() => {
  folder = createTemporaryFolder()
})
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop()
  removeTemporaryFolder(folder)
})

async function start(): Promise<Server> {
  const server = await startPostgres({ folder, options: { fsync: 'off' } })
  servers.push(server)
  return server
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

async function seeded(): Promise<Server> {
  const server = await start()
  await migrate(server.url)
  await query(server.url, 'CREATE TABLE kept AS SELECT 1 AS one')
  return server
}

test('a new database is UTF-8, closed to others, and asks for its password', async () => {
  const server = await seeded()
  expect(server).toMatchObject({ created: true, adopted: false })
  expect(await query(server.url, 'SHOW server_encoding')).toEqual([{ server_encoding: 'UTF8' }])
  expect(await query(server.url, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }])
  expect(statSync(join(folder, 'cluster')).mode & 0o777).toBe(0o700)
  expect(statSync(join(folder, 'server.json')).mode & 0o777).toBe(0o600)
  const wrong = Object.assign(new URL(server.url), { password: 'guessed' }).href
  await expect(query(wrong, 'SELECT 1')).rejects.toThrow('password authentication failed')
})

test('a second start has the same address and the same rows', async () => {
  const first = await seeded()
  await first.stop()
  expect(startOf(first.pid)).toBeNull()
  const second = await start()
  expect(second).toMatchObject({ url: first.url, created: false, adopted: false })
  expect(await query(second.url, 'SELECT one FROM kept')).toEqual([{ one: 1 }])
})

test('a server whose starter was killed is adopted, not started twice', async () => {
  const source = `
    const { startPostgres } = await import(${JSON.stringify(new URL('postgres.mjs', import.meta.url).href)})
    const { pid } = await startPostgres({ folder: ${JSON.stringify(folder)}, options: { fsync: 'off' } })
    process.stdout.write(String(pid))
    setInterval(() => {}, 1000)`
  const starter = spawn(process.execPath, ['--input-type=module', '-e', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [said] = await once(starter.stdout, 'data')
  starter.kill('SIGKILL')
  await once(starter, 'exit')

  const server = await start()
  expect(server).toMatchObject({ adopted: true, pid: Number(said) })
  await migrate(server.url)
  await server.stop()
  await server.ended
  expect(startOf(server.pid)).toBeNull()
})

test('a killed server comes back with everything that was committed', async () => {
  const first = await seeded()
  process.kill(first.pid, 'SIGKILL')
  await first.ended
  const second = await start()
  expect(second.adopted).toBe(false)
  expect(await query(second.url, 'SELECT one FROM kept')).toEqual([{ one: 1 }])
})

test('a port that somebody else took meanwhile is given up for another, which is remembered', async () => {
  const first = await seeded()
  await first.stop()
  const other = createServer().listen(first.port, '127.0.0.1')
  await once(other, 'listening')
  try {
    const second = await start()
    expect(second.port).not.toBe(first.port)
    expect(JSON.parse(readFileSync(join(folder, 'server.json'), 'utf8')).port).toBe(second.port)
    expect(await query(second.url, 'SELECT one FROM kept')).toEqual([{ one: 1 }])
  } finally {
    other.close()
  }
})
