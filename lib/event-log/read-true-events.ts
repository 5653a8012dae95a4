// The log as a runner reads it before it acts: every row sealed, none missing. Throws Rejection 'log.changed' with a sentence that
// names the first row that is not as it was written. Pages and exports read without this: a person may look at anything.
import { isEventAuthentic } from '../auth/event-mac.ts'
import type { Event } from '../protocol/events.ts'
import { Rejection } from '../protocol/rejection.ts'
import { toEvent } from './read-events.ts'
import type { Transaction } from './save-rows.ts'

const pageSize = 1000

export async function* readTrueEvents(
  db: Pick<Transaction, 'event'>,
  sessionId: string,
  after = 0,
): AsyncGenerator<Event> {
  let cursor = after
  for (;;) {
    const rows = await db.event.findMany({
      where: { sessionId, seq: { gt: cursor } },
      orderBy: { seq: 'asc' },
      take: pageSize,
    })
    for (const row of rows) {
      if (row.seq !== cursor + 1) throw logChanged(`Event ${cursor + 1} of this session is missing`)
      if (!isEventAuthentic(row))
        throw logChanged(`Event ${row.seq} of this session is not as Countersign wrote it`)
      yield toEvent(row)
      cursor = row.seq
    }
    if (rows.length < pageSize) return
  }
}

export const logChanged = (what: string): Rejection =>
  new Rejection(
    'log.changed',
    `${what}: somebody changed the database by hand, or the secret of this installation is another one. Nothing more is done in this session. Start a new one.`,
  )
