// A database of its own for a test: a clone, which takes a few milliseconds. Only for tests of the project
// `integration`, which runs one server for all of them.
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'

export const templateName = 'countersign_template'

export type TestDatabase = {
  /** A connection string with every right on this database. */
  url: string
  /** Removes the database, cutting whoever is still connected. */
  drop: () => Promise<void>
}

async function run(serverUrl: string, sql: string): Promise<void> {
  const admin = Object.assign(new URL(serverUrl), { pathname: '/postgres' }).href
  const client = new pg.Client({ connectionString: admin })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

async function clone(template: string): Promise<TestDatabase> {
  const serverUrl = inject('testServerUrl')
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await run(serverUrl, `CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY file_copy`)
  return {
    url: Object.assign(new URL(serverUrl), { pathname: `/${name}` }).href,
    drop: () => run(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  }
}

/** A database with the current schema and nothing in it. Call `drop` in afterEach or afterAll. */
export const createTestDatabase = (): Promise<TestDatabase> => clone(templateName)

/** A database without any table, for tests of the migrations themselves. */
export const createEmptyDatabase = (): Promise<TestDatabase> => clone('template0')
