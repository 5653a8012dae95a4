// What the cases of storage share: a client of the product on a database that will fail, and what has to be undone afterwards.
import pg from 'pg'
import { createDb, type Db } from '../../lib/db.ts'

export const undo: (() => unknown)[] = []
export const undoAll = async () => {
  for (const step of undo.splice(0).reverse()) await step()
}

/** One per file: the environment of a process is read once. */
export function openOn(url: string, folder: string): Db {
  Object.assign(process.env, {
    NODE_ENV: 'test',
    DATABASE_URL: url,
    COUNTERSIGN_SECRET: 'a secret for tests, thirty-two characters or more',
    COUNTERSIGN_DATA: folder,
  })
  const db = createDb(url)
  undo.push(() => db.$disconnect())
  return db
}

export const query = async (url: string, sql: string) => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return client
    .query(sql)
    .then(({ rows }) => rows as Record<string, unknown>[])
    .finally(() => client.end())
}

/** Tries until it is so; the database may be away meanwhile. */
export async function until(look: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 150_000; !(await look().catch(() => false)); ) {
    if (Date.now() > end) throw new Error('It never was so.')
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}
