// What a session's page needs to start: its row, its state, and the end of its log, bounded by count and bytes. A log that
// is cut begins at a turn's start where it can, and is preceded by the landmarks that the page always shows.
import type { Prisma, PrismaClient } from '../../prisma/generated/client.ts'
import type { Identity } from '../auth/identity.ts'
import type { SessionState } from '../domain/session-state.ts'
import { toEvent } from '../event-log/read-events.ts'
import type { Event, EventType } from '../protocol/events.ts'
import { visibleSessions } from './limit-to-visible.ts'
import { type SessionRow, sessionRowSelect, toSessionRow } from './session-row.ts'

const maxEvents = 600
const maxBytes = 2_000_000

export type SessionPage = {
  session: SessionRow & { desiredState: string }
  state: SessionState
  /** In order. Up to `firstSeq` there may be gaps: landmarks. From there on there is none, up to `state`. */
  events: Event[]
  firstSeq: number
  lastSeq: number
  hasOlder: boolean
}

/** Facts that the page shows wherever it begins: of the first group the newest, of the second all. */
const newest: EventType[] = [
  'session.created',
  'base.resolved',
  'environment.prepared',
  'plan.proposed',
  'plan.progressed',
  'tree.built',
]
const every: EventType[] = [
  'check.marked',
  'approval.requested',
  'approval.decided',
  'review.opened',
  'review.submitted',
  'snapshot.taken',
]
const maxLandmarks = 300

/** null when there is no such session or this person may not see it. */
export async function loadSession(
  db: PrismaClient,
  identity: Identity,
  sessionId: string,
): Promise<SessionPage | null> {
  // One snapshot, so that state and events belong together while the log grows.
  return db.$transaction(
    async (tx) => {
      const row = await tx.session.findFirst({
        where: { AND: [visibleSessions(identity), { id: sessionId }] },
        select: { ...sessionRowSelect, desiredState: true, state: true },
      })
      if (!row) return null
      const tail = await loadTail(tx, sessionId, row.lastSeq)
      const firstSeq = tail[0]?.seq ?? row.lastSeq + 1
      const landmarks = firstSeq > 1 ? await loadLandmarks(tx, sessionId, firstSeq) : []
      return {
        session: { ...toSessionRow(row), desiredState: row.desiredState },
        state: row.state as SessionState,
        events: [...landmarks, ...tail],
        firstSeq,
        lastSeq: row.lastSeq,
        hasOlder: firstSeq > 1,
      }
    },
    { isolationLevel: 'RepeatableRead' },
  )
}

async function loadTail(tx: Prisma.TransactionClient, sessionId: string, lastSeq: number): Promise<Event[]> {
  const from = lastSeq - maxEvents + 1
  const turn =
    from <= 1
      ? null
      : await tx.turn.findFirst({
          where: { sessionId, firstSeq: { gte: from } },
          orderBy: { firstSeq: 'asc' },
          select: { firstSeq: true },
        })
  const rows = await tx.event.findMany({
    where: { sessionId, seq: { gte: turn?.firstSeq ?? from } },
    orderBy: { seq: 'desc' },
  })
  let bytes = 0
  const tail: Event[] = []
  for (const event of rows.map(toEvent)) {
    bytes += JSON.stringify(event).length
    if (bytes > maxBytes && tail.length > 0) break
    tail.push(event)
  }
  return tail.reverse()
}

async function loadLandmarks(
  tx: Prisma.TransactionClient,
  sessionId: string,
  before: number,
): Promise<Event[]> {
  const ends = await tx.event.groupBy({
    by: ['type'],
    where: { sessionId, seq: { lt: before }, type: { in: newest } },
    _max: { seq: true },
  })
  const [one, many] = await Promise.all([
    tx.event.findMany({ where: { sessionId, seq: { in: ends.map((end) => end._max.seq!) } } }),
    tx.event.findMany({
      where: { sessionId, seq: { lt: before }, type: { in: every } },
      orderBy: { seq: 'desc' },
      take: maxLandmarks,
    }),
  ])
  return [...one, ...many].map(toEvent).sort((a, b) => a.seq - b.seq)
}

/** Row and state alone, for scripts. The caller has checked that the reader may see it. */
export async function loadSessionState(
  db: PrismaClient,
  sessionId: string,
): Promise<Pick<SessionPage, 'session' | 'state' | 'lastSeq'>> {
  const row = await db.session.findUniqueOrThrow({
    where: { id: sessionId },
    select: { ...sessionRowSelect, desiredState: true, state: true },
  })
  const session = { ...toSessionRow(row), desiredState: row.desiredState }
  return { session, state: row.state as SessionState, lastSeq: row.lastSeq }
}
