// A database of its own for a test, with the current schema and nothing in it: a clone of the template, which takes
// a few milliseconds. Only for tests of the project `integration`.
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

/** Clones the template. Call `drop` in afterEach or afterAll; the server itself ends with the run. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const serverUrl = inject('testServerUrl')
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await run(serverUrl, `CREATE DATABASE ${name} TEMPLATE ${templateName} STRATEGY file_copy`)
  return {
    url: Object.assign(new URL(serverUrl), { pathname: `/${name}` }).href,
    drop: () => run(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  }
}

/** An empty database without any table, for tests of the migrations themselves. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  const serverUrl = inject('testServerUrl')
  const name = `empty_${randomUUID().replaceAll('-', '')}`
  await run(serverUrl, `CREATE DATABASE ${name}`)
  return {
    url: Object.assign(new URL(serverUrl), { pathname: `/${name}` }).href,
    drop: () => run(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  }
}
