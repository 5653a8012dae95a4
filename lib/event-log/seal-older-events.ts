// Events of the release that did not seal its log are sealed once, at the first start of one that does; a file in the data directory
// says that it was done, for this database. After that, an event without a seal was written by hand. Nothing else seals.
import { readFile, writeFile } from 'node:fs/promises'
import { eventMac } from '../auth/event-mac.ts'
import type { Db } from '../db.ts'

const pageSize = 500

/** How many were sealed. `sealed`: where the mark lies. */
export async function sealOlderEvents(db: Db, { sealed }: { sealed: string }): Promise<number> {
  const mark = await databaseName(db)
  const marked = await readFile(sealed, 'utf8').catch(() => '')
  if (marked === mark) return 0
  let count = 0
  for (;;) {
    const rows = await db.event.findMany({ where: { mac: null }, take: pageSize })
    for (const row of rows) {
      const { sessionId, seq } = row
      await db.event.update({
        where: { sessionId_seq: { sessionId, seq } },
        data: { mac: eventMac(row) },
      })
    }
    count += rows.length
    if (rows.length < pageSize) break
  }
  await writeFile(sealed, mark, { mode: 0o600 })
  return count
}

/** A database restored into another cluster is another one: what it brings from an older release is sealed there. */
async function databaseName(db: Db): Promise<string> {
  const [found] = await db.$queryRaw<{ name: string }[]>`
    SELECT system_identifier::text || '/' || (SELECT oid FROM pg_database WHERE datname = current_database()) AS name
    FROM pg_control_system()`
  return found!.name
}
