// What streamed since the last look, for all followed sessions in one statement: its cost follows what is new, not how
// long the items have become.
import type { DbTransaction } from '../db.ts'
import type { OpenItem } from '../event-log/deltas.ts'

/** Newest generation of an item, and how much of it was read. */
export type ItemPosition = { sessionId: string; itemId: string; generation: number; length: number }

/** Pieces of the newest generation of each open item, from the given positions on, in order of their offsets. */
export async function readNewDeltas(
  db: Pick<DbTransaction, '$queryRaw'>,
  sessionIds: readonly string[],
  positions: readonly ItemPosition[],
): Promise<OpenItem[]> {
  if (sessionIds.length === 0) return []
  // The recursion steps from item to item through the primary key without reading their pieces.
  return db.$queryRaw<OpenItem[]>`
    WITH RECURSIVE item AS (
      SELECT s.id AS "sessionId", first."itemId", first.generation
      FROM unnest(${[...sessionIds]}::text[]) AS s(id)
      CROSS JOIN LATERAL (
        SELECT "itemId", generation FROM "Delta" WHERE "sessionId" = s.id
        ORDER BY "itemId" DESC, generation DESC LIMIT 1) first
      UNION ALL
      SELECT i."sessionId", next."itemId", next.generation FROM item i
      CROSS JOIN LATERAL (
        SELECT "itemId", generation FROM "Delta" WHERE "sessionId" = i."sessionId" AND "itemId" < i."itemId"
        ORDER BY "itemId" DESC, generation DESC LIMIT 1) next
    ), position AS (
      SELECT * FROM unnest(
        ${positions.map((p) => p.sessionId)}::text[], ${positions.map((p) => p.itemId)}::text[],
        ${positions.map((p) => p.generation)}::int[], ${positions.map((p) => p.length)}::int[]
      ) AS p("sessionId", "itemId", generation, length)
    )
    SELECT d."sessionId", d."itemId", d.generation, d."offset", d.text
    FROM item LEFT JOIN position p USING ("sessionId", "itemId", generation)
    CROSS JOIN LATERAL (
      SELECT * FROM "Delta" d WHERE d."sessionId" = item."sessionId" AND d."itemId" = item."itemId"
        AND d.generation = item.generation AND d."offset" >= coalesce(p.length, 0)) d
    ORDER BY d."sessionId", d."itemId", d."offset"`
}
