// Lets the schema engine reach PostgreSQL through Prisma's own adapter, mending what the adapter gets wrong for it.
// Shadow databases are created beside the real one and dropped again; the real one is never used as a shadow.
import { randomUUID } from 'node:crypto'
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'

const charOid = 18 // the internal one-byte type "char" of the catalogue, which the adapter does not know
const bpcharOid = 1042
const characterColumn = 6 // ColumnTypeEnum.Character; as text the engine panics

const inDatabase = (url, name) => Object.assign(new URL(url), { pathname: `/${name}` }).href
const nameOf = (url) => decodeURIComponent(new URL(url).pathname.slice(1))

async function administrate(url, text, values) {
  const client = new pg.Client({
    connectionString: inDatabase(url, 'postgres'),
    connectionTimeoutMillis: 5000,
  })
  await client.connect()
  try {
    return await client.query(text, values)
  } finally {
    await client.end()
  }
}

export async function databaseExists(url) {
  return (await administrate(url, 'SELECT FROM pg_database WHERE datname = $1', [nameOf(url)])).rowCount === 1
}

export async function createDatabase(url) {
  await administrate(url, `CREATE DATABASE ${pg.escapeIdentifier(nameOf(url))}`)
}

// Queries of one adapter never overlap: the engine waits for each answer.
function mend(adapter) {
  const pool = adapter.underlyingDriver()
  const query = pool.query.bind(pool)
  let characters = []
  pool.query = async (...args) => {
    const result = await query(...args)
    characters = (result.fields ?? []).flatMap((field, index) =>
      field.dataTypeID === charOid ? [index] : [],
    )
    for (const index of characters) result.fields[index].dataTypeID = bpcharOid
    return result
  }
  const queryRaw = adapter.queryRaw.bind(adapter)
  adapter.queryRaw = async (asked) => {
    const result = await queryRaw(asked)
    for (const index of characters) result.columnTypes[index] = characterColumn
    return result
  }
  // The adapter would cut a script at every semicolon, those inside functions included.
  adapter.executeScript = async (script) => {
    await query(script)
  }
  return adapter
}

const shadows = new Map()

/** Drops the shadow databases that are still there. */
export async function dropDatabases() {
  for (const [name, url] of shadows) await administrate(url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
  shadows.clear()
}

/** The adapter factory for the database of `url`, in the form that bindMigrationAwareSqlAdapterFactory expects. */
export function engineAdapter(url) {
  const factory = new PrismaPg({ connectionString: url })
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: async () => mend(await new PrismaPg({ connectionString: url }).connect()),
    async connectToShadowDb() {
      const name = `prisma_shadow_${randomUUID().replaceAll('-', '')}`
      await createDatabase(inDatabase(url, name))
      shadows.set(name, url)
      const adapter = mend(await new PrismaPg({ connectionString: inDatabase(url, name) }).connect())
      const dispose = adapter.dispose.bind(adapter)
      adapter.dispose = async () => {
        await dispose()
        await administrate(url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
        shadows.delete(name)
      }
      return adapter
    },
  }
}
