import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTemporaryFolder, removeTemporaryFolder } from '../lib/testing/temporary-folder.ts'
import { createEmptyDatabase, type TestDatabase } from '../lib/testing/test-database.ts'
import { migrate } from './migrate.mjs'
import { captureNode, root } from './node-runtime.mjs'

let database: TestDatabase
let folder = ''

beforeEach(async () => {
  database = await createEmptyDatabase()
  folder = createTemporaryFolder()
})
afterEach(async () => {
  await database.drop()
  removeTemporaryFolder(folder)
})

function write(name: string, sql: string): void {
  mkdirSync(join(folder, name), { recursive: true })
  writeFileSync(join(folder, name, 'migration.sql'), sql)
}

async function rows(sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

const apply = () => migrate(database.url, folder)

test('what is applied once is not applied again', async () => {
  write('1_first', 'CREATE TABLE a (id int); INSERT INTO a VALUES (1);')
  write('2_second', 'ALTER TABLE a ADD COLUMN b int;')
  expect(await apply()).toEqual(['1_first', '2_second'])
  expect(await apply()).toEqual([])
  write('3_third', 'UPDATE a SET b = 2;')
  expect(await apply()).toEqual(['3_third'])
  expect(await rows('SELECT * FROM a')).toEqual([{ id: 1, b: 2 }])
})

test('several that start together apply everything exactly once', async () => {
  write('1_first', 'CREATE TABLE a (id int);')
  write('2_second', 'INSERT INTO a VALUES (1);')
  const applied = await Promise.all([apply(), apply(), apply()])
  expect(applied.flat().sort()).toEqual(['1_first', '2_second'])
  expect(await rows('SELECT * FROM a')).toEqual([{ id: 1 }])
})

test('functions with semicolons in their bodies survive', async () => {
  write(
    '1_first',
    'CREATE FUNCTION two() RETURNS int AS $$ BEGIN PERFORM 1; RETURN 2; END $$ LANGUAGE plpgsql;',
  )
  await apply()
  expect(await rows('SELECT two()')).toEqual([{ two: 2 }])
})

test('a migration that fails changes nothing, and is applied once it is mended', async () => {
  write('1_first', 'CREATE TABLE a (id int); SELECT 1 / 0;')
  await expect(apply()).rejects.toThrow('1_first failed and changed nothing: division by zero')
  write('1_first', 'CREATE TABLE a (id int);')
  expect(await apply()).toEqual(['1_first'])
})

test('an edited migration is refused by name', async () => {
  write('1_first', 'CREATE TABLE a (id int);')
  await apply()
  write('1_first', 'CREATE TABLE a (id bigint);')
  await expect(apply()).rejects.toThrow('1_first was edited')
})

test('a database that a newer release used is refused', async () => {
  write('1_first', 'CREATE TABLE a (id int);')
  await apply()
  await rows("INSERT INTO _prisma_migrations VALUES ('x', 'sum', now(), '2_newer', NULL, NULL, now(), 1)")
  await expect(apply()).rejects.toThrow('2_newer, which this release does not know')
})

test('a migration that Prisma left half done is refused', async () => {
  write('1_first', 'CREATE TABLE a (id int);')
  await apply()
  await rows('UPDATE _prisma_migrations SET finished_at = NULL')
  await expect(apply()).rejects.toThrow('1_first failed earlier')
})

test('a database that does not exist is created', async () => {
  write('1_first', 'CREATE TABLE a (id int);')
  await database.drop()
  expect(await apply()).toEqual(['1_first'])
})

test('an unreachable database is said without its password', async () => {
  const url = 'postgresql://someone:hunter2@127.0.0.1:1/nothing'
  await expect(migrate(url, folder)).rejects.toThrow('The database cannot be reached')
  await expect(migrate(url, folder)).rejects.not.toThrow('hunter2')
})

const prisma = (...args: string[]) =>
  captureNode([join(root, 'bin/db.mjs'), ...args], { env: { DATABASE_URL: database.url } })

test('Prisma agrees: its status is up to date, and the schema is what the migrations make', async () => {
  await migrate(database.url)
  const status = await prisma('migrate', 'status')
  expect(status.output).toContain('Database schema is up to date')
  expect(status.code).toBe(0)
  const drift = await prisma('drift')
  expect(drift.output).toContain('empty migration')
  expect(drift.code).toBe(0)
})

test('a schema that the migrations do not make is noticed', async () => {
  const schema = join(folder, 'schema.prisma')
  writeFileSync(schema, 'datasource db {\n  provider = "postgresql"\n}\n\nmodel Other {\n  id Int @id\n}\n')
  const from = ['--from-migrations', 'prisma/migrations', '--to-schema', schema]
  const { code, output } = await prisma('migrate', 'diff', ...from, '--script', '--exit-code')
  expect(output).toContain('CREATE TABLE "Other"')
  expect(code).toBe(2)
})
