// The way of streaming text to its followers: notices within a moment become one read for all sessions that have followers.
// Each socket gets each character once; whoever has a hole is brought up to date from the database, never guessed.
import type { Db } from '../db.ts'
import { type OpenItem, readOpenItems } from '../event-log/deltas.ts'
import { joinPieces } from './join-pieces.ts'
import { readNewDeltas } from './read-new-deltas.ts'
import type { Room, Rooms } from './rooms.ts'
import { type ServerSocket, sendPiece, sentOf } from './server-socket.ts'

export type DeltaSender = {
  /** Sessions of which something streamed; null: any. */
  mark: (sessionIds: readonly string[] | null) => void
  /** Sends the open items of a session from where this socket stands, and lets it follow from there. */
  catchUp: (socket: ServerSocket, room: Room) => Promise<void>
  close: () => void
}

export function createDeltaSender(
  { db, rooms, onTrouble }: { db: Db; rooms: Rooms; onTrouble: (error: unknown) => void },
  everyMs: number,
): DeltaSender {
  const due = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  let lastLook = Number.NEGATIVE_INFINITY
  let busy = false
  let closed = false

  // At once after a quiet moment, otherwise together with what comes until then: a reader waits for the runner's flush only.
  const schedule = () => {
    if (!timer && !busy && !closed && due.size > 0)
      timer = setTimeout(tick, Math.max(0, lastLook + everyMs - performance.now()))
  }

  const tick = async () => {
    timer = undefined
    lastLook = performance.now()
    busy = true
    const followed = [...due].flatMap((id) => rooms.get(id) ?? [])
    due.clear()
    try {
      await pull(followed)
    } catch (error) {
      onTrouble(error)
    } finally {
      busy = false
      schedule()
    }
  }

  const pull = async (followed: Room[]) => {
    const closings = new Map(followed.map((room) => [room.sessionId, room.closings]))
    const positions = followed.flatMap((room) =>
      [...room.items].map(([itemId, item]) => ({ sessionId: room.sessionId, itemId, ...item })),
    )
    const pieces = await readNewDeltas(db, [...closings.keys()], positions)
    for (const piece of joinPieces(pieces)) {
      const room = rooms.get(piece.sessionId)
      if (!room) continue
      // An item closed while we read: look again, so that no closed item comes back.
      if (room.closings !== closings.get(piece.sessionId)) due.add(piece.sessionId)
      else send(room, piece)
    }
  }

  const send = (room: Room, piece: OpenItem) => {
    const item = room.items.get(piece.itemId)
    const length = item?.generation === piece.generation ? item.length : 0
    // A piece beyond what we have: its predecessor is not visible yet, the next look will find both.
    if (piece.offset > length || (item && item.generation > piece.generation)) return
    room.items.set(piece.itemId, {
      generation: piece.generation,
      length: Math.max(length, piece.offset + piece.text.length),
      text: grown(length === 0 ? '' : (item?.text ?? null), piece),
    })
    for (const socket of room.followers) {
      if (!socket.data.opened.get(room.sessionId)) continue
      if (!sendPiece(socket, piece)) {
        socket.data.opened.set(room.sessionId, false)
        catchUp(socket, room).catch(onTrouble)
      }
    }
  }

  const catchUp = async (socket: ServerSocket, room: Room) => {
    for (;;) {
      const before = room.closings
      const pieces = await readOpenItems(db, [room.sessionId])
      if (!room.followers.has(socket)) return
      if (room.closings !== before) continue
      for (const piece of joinPieces(pieces)) sendPiece(socket, piece)
      // The room may have read on meanwhile, and sent it to the others only.
      if (pieces.every((piece) => isLevel(socket, room, piece))) break
    }
    socket.data.opened.set(room.sessionId, true)
    due.add(room.sessionId)
    schedule()
  }

  return {
    mark(sessionIds) {
      for (const id of sessionIds ?? rooms.all().map((room) => room.sessionId)) if (rooms.get(id)) due.add(id)
      schedule()
    },
    catchUp,
    close() {
      closed = true
      clearTimeout(timer)
    },
  }
}

/** Larger texts are never whole in an event. */
const longestKept = 32_768

function grown(text: string | null, piece: OpenItem): string | null {
  if (text === null || piece.offset + piece.text.length > longestKept) return null
  return text + piece.text.slice(text.length - piece.offset)
}

function isLevel(socket: ServerSocket, room: Room, piece: OpenItem): boolean {
  const item = room.items.get(piece.itemId)
  return !item || item.generation !== piece.generation || sentOf(socket, piece) >= item.length
}
