// Text that streams before its closing event, in an unlogged table: flushed for all sessions in one statement, fenced by each
// lease's epoch, read from an offset. May be lost with the database; then the runner writes open items again, one generation up.
import type pg from 'pg'
import { ended } from '../domain/session-state.ts'
import type { Transaction } from './save-rows.ts'

export type DeltaRow = {
  sessionId: string
  itemId: string
  epoch: number
  generation: number
  /** UTF-16 code units before this text. */
  offset: number
  text: string
}

/** NOTIFY takes at most 8,000 bytes; beyond this the notice names nobody. */
const maxNoticeBytes = 7_900

/** Writes what fits its lease; rows of a stale epoch are left out in silence, as their runner is about to be told. */
export async function flushDeltas(client: pg.ClientBase | pg.Pool, rows: readonly DeltaRow[]): Promise<void> {
  if (rows.length === 0) return
  const ids = [...new Set(rows.map((row) => row.sessionId))].join(',')
  const payload = Buffer.byteLength(ids) + 2 > maxNoticeBytes ? 'd:' : `d:${ids}`
  const column = <K extends keyof DeltaRow>(key: K) => rows.map((row) => row[key])
  await client.query(
    `WITH given AS (
       SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::int[], $5::int[], $6::text[])
         AS g("sessionId", "itemId", epoch, generation, "offset", text)
     ), written AS (
       INSERT INTO "Delta" ("sessionId", "itemId", epoch, generation, "offset", text)
       SELECT g.* FROM given g JOIN "RunLease" l ON l."sessionId" = g."sessionId" AND l.epoch = g.epoch
       ON CONFLICT DO NOTHING
     )
     SELECT pg_notify('countersign', $7)`,
    [
      column('sessionId'),
      column('itemId'),
      column('epoch'),
      column('generation'),
      column('offset'),
      column('text'),
      payload,
    ],
  )
}

export type OpenItem = { sessionId: string; itemId: string; generation: number; offset: number; text: string }

/** All pieces of the newest generation of every open item, in order of their offsets. */
export async function readOpenItems(
  db: Pick<Transaction, '$queryRaw'>,
  sessionIds: readonly string[],
): Promise<OpenItem[]> {
  if (sessionIds.length === 0) return []
  return db.$queryRaw<OpenItem[]>`
    SELECT d."sessionId", d."itemId", d.generation, d."offset", d.text FROM "Delta" d
    JOIN (SELECT "sessionId", "itemId", max(generation) AS generation FROM "Delta"
          WHERE "sessionId" = ANY(${[...sessionIds]}::text[]) GROUP BY 1, 2) newest
      USING ("sessionId", "itemId", generation)
    ORDER BY d."sessionId", d."itemId", d."offset"`
}

/** What was on its way when a session ended: its event found nothing to delete yet, and no other will come. */
export async function removeLeftDeltas(db: Pick<Transaction, '$executeRaw'>): Promise<void> {
  await db.$executeRaw`
    DELETE FROM "Delta" d USING "Session" s WHERE s.id = d."sessionId" AND s.phase = ANY(${[...ended]}::text[])`
}
