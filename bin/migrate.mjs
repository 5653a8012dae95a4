// Brings a database to the schema of this checkout: applies prisma/migrations in order, each in one transaction with
// its own row in Prisma's table, so that `npm run db -- migrate status` agrees. Concurrent callers wait for each other.
// Must never touch a database whose history differs from the files. A migration may not use statements that
// PostgreSQL forbids inside a transaction (CREATE INDEX CONCURRENTLY).
import { createHash, randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { Stop } from './say.mjs'

const lockKey = 72707369 // the number that Prisma's own tools lock, so that both exclude each other
const ownFolder = fileURLToPath(new URL('../prisma/migrations/', import.meta.url))

const createTable = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum VARCHAR(64) NOT NULL,
  finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL,
  logs TEXT,
  rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`

/** The migrations of a folder in order: [{name, sql, checksum}]. */
export function readMigrations(folder = ownFolder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => {
      const sql = readFileSync(join(folder, name, 'migration.sql'), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

function refuseOddHistory(rows, migrations) {
  for (const row of rows) {
    const file = migrations.find(({ name }) => name === row.migration_name)
    if (row.finished_at === null) {
      throw new Stop(
        `The migration ${row.migration_name} failed earlier and left the database half changed.\n` +
          'Restore a backup, or repair it and mark it with "npm run db -- migrate resolve".',
      )
    }
    if (file === undefined) {
      throw new Stop(
        `The database has the migration ${row.migration_name}, which this release does not know: it was used by a newer one.\n` +
          'Start that release again, or restore a backup from before.',
      )
    }
    if (file.checksum !== row.checksum) {
      throw new Stop(
        `The migration ${row.migration_name} was edited after it had been applied.\n` +
          'Restore the file, and put the change into a migration of its own.',
      )
    }
  }
}

async function applyOne(client, { name, sql, checksum }) {
  try {
    await client.query('BEGIN')
    await client.query(sql)
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, clock_timestamp(), 1)`,
      [randomUUID(), checksum, name],
    )
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK')
    throw new Stop(`The migration ${name} failed and changed nothing: ${error.message}`)
  }
}

async function applyPending(client, folder, last) {
  const migrations = readMigrations(folder).filter(({ name }) => last === undefined || name <= last)
  await client.query('SELECT pg_advisory_lock($1)', [lockKey])
  try {
    await client.query(createTable)
    const { rows } = await client.query(
      'SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL',
    )
    refuseOddHistory(rows, migrations)
    const applied = new Set(rows.map((row) => row.migration_name))
    const pending = migrations.filter(({ name }) => !applied.has(name))
    for (const migration of pending) await applyOne(client, migration)
    return pending.map(({ name }) => name)
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [lockKey])
  }
}

// Connects without a word about the address in errors: it holds a password.
async function connect(url) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  client.on('error', () => {}) // a lost connection also fails the query that waits for it
  await client.connect()
  return client
}

async function createDatabase(url) {
  const { pathname } = new URL(url)
  const client = await connect(Object.assign(new URL(url), { pathname: '/postgres' }).href)
  try {
    await client.query(`CREATE DATABASE ${pg.escapeIdentifier(decodeURIComponent(pathname.slice(1)))}`)
  } catch (error) {
    if (error.code !== '42P04' && error.code !== '23505') throw error
  } finally {
    await client.end()
  }
}

/**
 * Applies what is missing and answers the names of the migrations it applied; creates the database if there is none.
 * Stops with a sentence when the history was edited, failed, or belongs to a newer release.
 * @param {string} url
 * @param {string} folder
 * @param {{last?: string}} options `last` is the name of the migration to stop after: the schema as an older release had it.
 */
export async function migrate(url, folder = ownFolder, { last } = {}) {
  let client
  try {
    client = await connect(url)
  } catch (error) {
    if (error.code !== '3D000') {
      throw new Stop(`The database cannot be reached: ${error.message || error.code}. Check DATABASE_URL.`)
    }
    await createDatabase(url)
    client = await connect(url)
  }
  try {
    return await applyPending(client, folder, last)
  } finally {
    await client.end()
  }
}
