// Loads the tables of a backup into an empty database, all of them or none, at the schema of the release that made it; then brings
// that to the schema of this one. Must never touch a database that somebody uses.
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { createGunzip } from 'node:zlib'
import pg from 'pg'
import { copyIn } from './copy-rows.mjs'
import { migrate } from './migrate.mjs'
import { Stop, startStep } from './say.mjs'

async function connect(url) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  client.on('error', () => {})
  await client.connect()
  return client
}

/** Throws Stop when the database at `url` holds an installation. One that is not there yet is empty. */
export async function refuseUsedDatabase(url) {
  let client
  try {
    client = await connect(url)
  } catch (error) {
    if (error.code === '3D000') return
    throw new Stop(`The database cannot be reached: ${error.message || error.code}. Check DATABASE_URL.`)
  }
  try {
    const { rows } = await client.query(`SELECT to_regclass('public."User"') IS NOT NULL AS there`)
    if (!rows[0].there) return
    const used = await client.query(
      'SELECT EXISTS (SELECT FROM "User") OR EXISTS (SELECT FROM "Project") AS used',
    )
    if (used.rows[0].used)
      throw new Stop('The database of DATABASE_URL is in use. A backup is restored into an empty one only.')
  } finally {
    await client.end()
  }
}

/** Tables so that each comes after those it refers to. */
async function inOrder(client, tables) {
  const { rows } = await client.query(
    `SELECT conrelid::regclass::text AS "from", confrelid::regclass::text AS "to" FROM pg_constraint WHERE contype = 'f'`,
  )
  const plain = (name) => name.replaceAll('"', '')
  const placed = []
  const place = (table) => {
    if (placed.includes(table)) return
    for (const { from, to } of rows)
      if (plain(from) === table.name && to !== from) {
        const other = tables.find(({ name }) => name === plain(to))
        if (other) place(other)
      }
    placed.push(table)
  }
  for (const table of tables) place(table)
  return placed
}

/** What was true of the place where the backup was made, and is not here: who drives a session, and where samples lie. */
async function settleHere(client, { from, to }) {
  await client.query('UPDATE "RunLease" SET owner = NULL, "leaseUntil" = NULL, wake = wake + 1')
  await client.query(
    `UPDATE "Project" SET "sourceLocation" = $2 || substr("sourceLocation", length($1) + 1)
     WHERE "sourceKind" = 'sample' AND starts_with("sourceLocation", $1)`,
    [join(from, 'samples/'), join(to, 'samples/')],
  )
}

/** `parts` is the folder with the tables' files, `manifest` what the backup says of itself. */
export async function loadTables({ url, parts, manifest, folder }) {
  await migrate(url, undefined, { last: manifest.migrations.at(-1).name })
  const step = startStep('database', 'loading the tables')
  const client = await connect(url)
  try {
    await client.query('BEGIN')
    let total = 0
    for (const { name, columns, rows } of await inOrder(client, manifest.tables)) {
      step.update(`loading the table ${name}, ${rows} rows`)
      const list = columns.map((column) => pg.escapeIdentifier(column)).join(', ')
      const source = createReadStream(join(parts, `${name}.copy.gz`)).pipe(createGunzip())
      const loaded = await copyIn(client, `COPY ${pg.escapeIdentifier(name)} (${list}) FROM STDIN`, source)
      if (loaded !== rows) throw new Stop(`The table ${name} came back with ${loaded} of ${rows} rows.`)
      total += loaded
    }
    await settleHere(client, { from: manifest.folder, to: folder })
    await client.query('COMMIT')
    step.done(`${manifest.tables.length} tables, ${total} rows`)
  } finally {
    await client.end()
  }
  return migrate(url)
}
