// One moment of a running installation: a snapshot of the database, opened while no branch moved, and its tables as files.
// Objects of git are only ever added, so what the snapshot names is still there when the repositories are packed later; branches
// do move, so they are read before and after, and the snapshot counts only if they stayed.
import { createWriteStream, existsSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import pg from 'pg'
import { readRefs } from './bare-git.mjs'
import { copyOut } from './copy-rows.mjs'
import { gitDirOf } from './pack-repository.mjs'
import { Stop, startStep } from './say.mjs'

/** Rows that mean nothing elsewhere: text on its way, processes of this machine; and logins, which nobody should get back. */
const leftOut = ['Delta', 'SandboxProcess', 'AuthSession', 'Verification', '_prisma_migrations']
const triesForOneMoment = 50
const objectId = /(?<![0-9a-f])[0-9a-f]{40}(?:[0-9a-f]{24})?(?![0-9a-f])/g

export const select = (client, sql) => client.query(sql).then(({ rows }) => rows)

/** Opens the snapshot at a moment when no branch moved. Resolves [{kind, id, refs}] of that moment. */
export async function openSnapshot(client, folder) {
  const heads = (refs) => JSON.stringify([...refs].filter(([name]) => name.startsWith('refs/heads/')))
  const readAll = async (list) => {
    const found = []
    for (const one of list) {
      const gitDir = gitDirOf(one, folder)
      if (existsSync(gitDir)) found.push({ ...one, refs: await readRefs(gitDir) })
    }
    return found
  }
  const listRepositories = async () =>
    (await select(client, 'SELECT id FROM "Project" ORDER BY id')).flatMap(({ id }) => [
      { kind: 'project', id },
      { kind: 'sample', id },
    ])
  for (let tries = 0; tries < triesForOneMoment; tries++) {
    const before = await readAll(await listRepositories())
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    const after = await readAll(await listRepositories())
    const same = (one) =>
      before.some(
        ({ kind, id, refs }) => kind === one.kind && id === one.id && heads(refs) === heads(one.refs),
      )
    if (after.every(same)) return after
    await client.query('ROLLBACK')
  }
  throw new Stop('Branches move all the time, so no common moment was found. Try again when less is merged.')
}

/** Collects the object ids that the rows of "Event" name, by project. */
async function nameCollector(client, columns) {
  const projects = new Map(
    (await select(client, 'SELECT id, "projectId" FROM "Session"')).map((row) => [row.id, row.projectId]),
  )
  const position = columns.indexOf('sessionId')
  const named = new Map()
  const read = (row) => {
    const text = row.toString('latin1')
    const project = projects.get(text.split('\t', position + 1)[position])
    if (!named.has(project)) named.set(project, new Set())
    for (const [id] of text.matchAll(objectId)) named.get(project).add(id)
  }
  return { named, read }
}

/**
 * Copies the tables of the open snapshot into files of the folder `into`. Resolves {tables: [{name, columns, rows}], named},
 * where `named` holds, by project, the ids of objects that its log names.
 */
export async function copyTables(client, into) {
  const tables = await select(
    client,
    `SELECT c.relname AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' GROUP BY c.relname ORDER BY c.relname`,
  )
  const copied = []
  const events = tables.find(({ name }) => name === 'Event')
  const { named, read } = await nameCollector(client, events.columns)
  const step = startStep('database', 'copying the tables')
  for (const { name, columns } of tables.filter((table) => !leftOut.includes(table.name))) {
    let bytes = 0
    const rows = new PassThrough()
    rows.on('data', (chunk) => {
      bytes += chunk.length
      step.update(`copying the table ${name}, ${Math.round(bytes / 1e6)} MB`)
      if (name === 'Event') read(chunk)
    })
    const written = pipeline(
      rows,
      createGzip({ level: 4 }),
      createWriteStream(join(into, `${name}.copy.gz`), { mode: 0o600 }),
    )
    const list = columns.map((column) => pg.escapeIdentifier(column)).join(', ')
    const count = await copyOut(client, `COPY ${pg.escapeIdentifier(name)} (${list}) TO STDOUT`, rows)
    await written
    copied.push({ name, columns, rows: count })
  }
  const total = copied.reduce((sum, table) => sum + table.rows, 0)
  step.done(`${copied.length} tables, ${total} rows`)
  return { tables: copied, named }
}
