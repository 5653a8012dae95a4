// The answer to "open": the events that the reader lacks, bounded, and then the streaming items from where it stands.
// The reader follows the room before anything is read, so that nothing falls between reading and following.
import { z } from 'zod'
import { requireScope } from '../auth/require-right.ts'
import type { Db } from '../db.ts'
import { readEvents } from '../event-log/read-events.ts'
import { Rejection } from '../protocol/rejection.ts'
import type { OpenAnswer } from '../protocol/socket.ts'
import { visibleSessions } from '../queries/limit-to-visible.ts'
import type { Rooms } from './rooms.ts'
import type { DeltaSender } from './send-deltas.ts'
import { splitBySize } from './send-events.ts'
import { adoptCursors, forgetItems, type ServerSocket } from './server-socket.ts'

const maxEvents = 500
const maxBytes = 2_000_000
const maxOpenSessions = 50

const id = z.string().min(1).max(200)
const count = z.number().int().min(0).max(2_147_483_647)
export const OpenRequest = z.object({
  sessionId: id,
  afterSeq: count,
  items: z.array(z.object({ itemId: id, generation: count, length: count })).max(500),
})

type Needs = { db: Db; rooms: Rooms; deltas: DeltaSender; onTrouble: (error: unknown) => void }

/** Throws Rejection 'session.not-found', 'token.scope' or 'session.too-many'. */
export async function answerOpen(
  { db, rooms, deltas, onTrouble }: Needs,
  socket: ServerSocket,
  { sessionId, afterSeq, items }: z.infer<typeof OpenRequest>,
): Promise<OpenAnswer> {
  const { identity, opened } = socket.data
  requireScope(identity, 'session.read')
  if (!opened.has(sessionId) && opened.size >= maxOpenSessions)
    throw new Rejection('session.too-many', 'Too many sessions are open in this tab. Close some pages.')
  const row = await db.session.findFirst({
    where: { AND: [{ id: sessionId }, visibleSessions(identity)] },
    select: { lastSeq: true },
  })
  if (!row) {
    leave(rooms, socket, sessionId)
    throw new Rejection('session.not-found', 'There is no such session, or it is not yours to see.')
  }
  if (!socket.connected) return { ok: true, events: [], lastSeq: row.lastSeq, more: false }
  opened.set(sessionId, false)
  const room = rooms.join(sessionId, socket, row.lastSeq)
  const found = await readEvents(db, sessionId, { after: afterSeq, limit: maxEvents })
  const events = splitBySize(found, maxBytes)[0] ?? []
  const more = found.length === maxEvents || events.length < found.length
  if (!more) {
    adoptCursors(socket, sessionId, items)
    deltas.catchUp(socket, room).catch(onTrouble)
  }
  return { ok: true, events, lastSeq: row.lastSeq, more }
}

export function leave(rooms: Rooms, socket: ServerSocket, sessionId: string): void {
  rooms.leave(sessionId, socket)
  socket.data.opened.delete(sessionId)
  forgetItems(socket, sessionId, () => true)
}
