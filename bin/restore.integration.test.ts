import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execaSync } from 'execa'
import pg from 'pg'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createTemporaryFolder, removeTemporaryFolder } from '../lib/testing/temporary-folder.ts'
import { createEmptyDatabase } from '../lib/testing/test-database.ts'
import { captureNode, nodePath, root } from './node-runtime.mjs'

const backup = join(root, 'lib/testing/releases/0.1.0.tar')
const secret = 'a secret for tests, thirty-two characters or more'

// A database that is really written to the disk takes its time on a busy one.
vi.setConfig({ testTimeout: 180_000 })

let outer = ''
let folder = ''
beforeEach(() => {
  outer = createTemporaryFolder()
  folder = join(outer, 'data')
})
afterEach(() => removeTemporaryFolder(outer))

const say = (args: string[], env: Record<string, string> = {}) =>
  captureNode(['bin/countersign.mjs', ...args], {
    env: { COUNTERSIGN_DATA: folder, COUNTERSIGN_SECRET: '', DATABASE_URL: '', ...env },
  })
const restore = (file = backup, env = {}) => say(['restore', file], env)

type Manifest = { migrations: { name: string; checksum: string }[]; version: string }

/** The backup with something changed, packed again. */
function changed(change: (unpacked: string) => void): string {
  const unpacked = join(outer, 'unpacked')
  mkdirSync(unpacked)
  execaSync('tar', ['-xf', backup, '-C', unpacked])
  change(unpacked)
  const file = join(outer, 'changed.tar')
  execaSync('tar', ['-cf', file, '-C', unpacked, ...readdirSync(unpacked)])
  return file
}

const isEmpty = () => !existsSync(folder) || readdirSync(folder).length === 0

test('what was restored is backed up again, while nothing runs, and the file is for its owner alone', async () => {
  expect((await restore()).output).toContain('Restored into')
  expect(existsSync(join(folder, 'restore-unfinished'))).toBe(false)
  expect(statSync(join(folder, 'secret')).mode & 0o777).toBe(0o600)
  const file = join(outer, 'again.tar')
  const { code, output } = await say(['backup', file])
  expect(output).toContain('whoever can read this file can sign')
  expect(output).not.toContain(secret)
  expect(code).toBe(0)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const counts = (path: string) => {
    const { stdout } = execaSync('tar', ['-xOf', path, 'manifest.json'])
    const { tables } = JSON.parse(stdout) as { tables: { name: string; rows: number }[] }
    return tables.filter(({ rows }) => rows > 0).map(({ name, rows }) => `${name} ${rows}`)
  }
  expect(counts(file)).toEqual(counts(backup))
  expect((await say(['backup', file])).output).toContain('is there already')
  // Nothing is left of the work beside it.
  expect(readdirSync(outer).sort()).toEqual(['again.tar', 'data'])
})

test('a directory that is not empty is refused, and nothing in it is touched', async () => {
  mkdirSync(folder)
  writeFileSync(join(folder, 'mine'), 'mine')
  const { code, output } = await restore()
  expect(output).toContain('is not empty')
  expect(code).toBe(1)
  expect(readdirSync(folder)).toEqual(['mine'])
})

test('a file from a newer release is refused before anything is written', async () => {
  const file = changed((unpacked) => {
    const path = join(unpacked, 'manifest.json')
    const manifest = JSON.parse(readFileSync(path, 'utf8')) as Manifest
    manifest.version = '9.9.9'
    manifest.migrations.push({ name: '29991231000000_later', checksum: 'x' })
    writeFileSync(path, JSON.stringify(manifest))
  })
  expect((await restore(file)).output).toContain('was made by a newer release (9.9.9)')
  expect(isEmpty()).toBe(true)
})

test('a damaged part is found before anything is put in place', async () => {
  const file = changed((unpacked) => {
    const path = join(unpacked, 'database/Event.copy.gz')
    const bytes = readFileSync(path)
    bytes[bytes.length >> 1]! ^= 1
    writeFileSync(path, bytes)
  })
  expect((await restore(file)).output).toContain('is damaged: database/Event.copy.gz')
  expect(isEmpty()).toBe(true)
})

test('a part that was slipped in, or is a link, is no part', async () => {
  const file = changed((unpacked) => execaSync('ln', ['-s', '/etc/passwd', join(unpacked, 'database/extra')]))
  expect((await restore(file)).output).toContain('is damaged: database/extra')
  expect(isEmpty()).toBe(true)
})

test('something else is no backup, and a file that is not there is said', async () => {
  writeFileSync(join(outer, 'other'), 'something else')
  expect((await restore(join(outer, 'other'))).output).toContain('is no backup of Countersign')
  expect((await restore(join(outer, 'gone'))).output).toContain('There is no file')
})

/** A server of somebody's own, which answers sooner than one that has to be made. */
async function withDatabase(act: (DATABASE_URL: string) => Promise<void>): Promise<void> {
  const database = await createEmptyDatabase()
  await act(database.url).finally(database.drop)
}

test('without the secret in the file it has to be given, and has to be the right one', () =>
  withDatabase(async (DATABASE_URL) => {
    expect((await restore(backup, { DATABASE_URL })).code).toBe(0)
    const file = join(outer, 'bare.tar')
    const args = ['backup', file, '--without-secret']
    expect((await say(args, { DATABASE_URL })).output).toContain('without the secret')
    expect(execaSync('tar', ['-tf', file]).stdout).not.toContain('secret')
    folder = join(outer, 'second')
    expect((await restore(file)).output).toContain('Set COUNTERSIGN_SECRET')
    expect((await restore(file, { COUNTERSIGN_SECRET: 'x'.repeat(40) })).output).toContain(
      'is not the secret',
    )
    expect(isEmpty()).toBe(true)
    await withDatabase(async (another) => {
      const env = { COUNTERSIGN_SECRET: secret, DATABASE_URL: another }
      expect((await restore(file, env)).code).toBe(0)
      expect(existsSync(join(folder, 'secret'))).toBe(false)
    })
  }))

test('a restore that is killed leaves a directory that says so, on which nothing starts', () =>
  withDatabase(async (DATABASE_URL) => {
    const env = { ...process.env, COUNTERSIGN_DATA: folder, COUNTERSIGN_SECRET: '', DATABASE_URL }
    const started = spawn(nodePath(), [join(root, 'bin/countersign.mjs'), 'restore', backup], { env })
    let printed = ''
    await new Promise<void>((resolve) => {
      started.stdout.on('data', (part) => {
        printed += part
        if (printed.includes('loading the tables')) resolve()
      })
    })
    started.kill('SIGKILL')
    await once(started, 'close')
    expect((await restore(backup, { DATABASE_URL })).output).toContain('was interrupted')
    const start = await captureNode(['bin/start.mjs'], { env: { COUNTERSIGN_DATA: folder } })
    expect(start.output).toContain('was interrupted')
    expect(start.code).toBe(1)
    expect((await say(['backup', join(outer, 'no.tar')])).output).toContain('was interrupted')
  }))

test('with DATABASE_URL it goes into an empty database of yours, and into no other', () =>
  withDatabase(async (DATABASE_URL) => {
    expect((await restore(backup, { DATABASE_URL })).code).toBe(0)
    expect(existsSync(join(folder, 'postgres'))).toBe(false)
    const client = new pg.Client({ connectionString: DATABASE_URL })
    await client.connect()
    const { rows } = await client.query('SELECT count(*)::int AS sessions FROM "Session"')
    await client.end()
    expect(rows).toEqual([{ sessions: 5 }])
    folder = join(outer, 'second')
    expect((await restore(backup, { DATABASE_URL })).output).toContain('is in use')
    expect(isEmpty()).toBe(true)
  }))

test('what cannot be understood is answered with how it goes', async () => {
  for (const args of [['back'], ['backup'], ['restore', 'a', 'b'], ['restore', 'a', '--without-secret']])
    expect((await say(args)).output).toContain('It goes like this')
  expect((await say(['--help'])).code).toBe(0)
})
