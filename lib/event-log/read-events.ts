// Reading the log: by cursor, in order, without gaps. The caller has checked that the reader may see the session.
import type { Event as EventRow } from '../../prisma/generated/client.ts'
import { type Event, parseFact } from '../protocol/events.ts'
import type { Actor } from '../protocol/values.ts'
import type { Transaction } from './save-rows.ts'

type Reader = Pick<Transaction, 'event'>

/** Events with after < seq < before, oldest first. With `before` and a limit: the newest ones below it. */
export async function readEvents(
  db: Reader,
  sessionId: string,
  { after = 0, before, limit = 500 }: { after?: number; before?: number; limit?: number } = {},
): Promise<Event[]> {
  const rows = await db.event.findMany({
    where: { sessionId, seq: { gt: after, ...(before === undefined ? {} : { lt: before }) } },
    orderBy: { seq: before === undefined ? 'asc' : 'desc' },
    take: limit,
  })
  const events = rows.map(toEvent)
  return before === undefined ? events : events.reverse()
}

/** The whole log in pages; for exports and for a runner that takes a session up. */
export async function* readAllEvents(db: Reader, sessionId: string, after = 0): AsyncGenerator<Event> {
  let cursor = after
  for (;;) {
    const page = await readEvents(db, sessionId, { after: cursor, limit: 1000 })
    yield* page
    if (page.length < 1000) return
    cursor = page.at(-1)!.seq
  }
}

export async function readEvent(db: Reader, sessionId: string, seq: number): Promise<Event | null> {
  const row = await db.event.findUnique({ where: { sessionId_seq: { sessionId, seq } } })
  return row && toEvent(row)
}

/** A stored row as an event. Throws on a type that this release does not know. */
export function toEvent(row: EventRow): Event {
  const fact = parseFact(row.type, row.data)
  return {
    ...fact,
    sessionId: row.sessionId,
    seq: row.seq,
    version: row.version,
    actor: row.actor as Actor,
    at: row.at.toISOString(),
  }
}
