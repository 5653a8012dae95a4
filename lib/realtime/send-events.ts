// The log's way to its followers: a notice says that there is more, one read per session gets it, everyone in the room
// receives the same. In order and without gaps; a failed read is repeated by the next notice or the slow poll.
import type { Db } from '../db.ts'
import { readEvents } from '../event-log/read-events.ts'
import type { Event } from '../protocol/events.ts'
import { closedItems } from '../protocol/item-names.ts'
import { leaveOut } from '../protocol/streamed-texts.ts'
import { dropIfSlow } from './drop-slow.ts'
import type { Room } from './rooms.ts'
import { forgetItems, type ServerSocket, sentOf } from './server-socket.ts'

const pageSize = 200
const messageBytes = 1_000_000

/** Returns the function that brings a room up to date. Calls that overlap are one after the other, and never too few. */
export function createEventSender(db: Db): (room: Room) => Promise<void> {
  const running = new Map<Room, { again: boolean }>()
  return async (room) => {
    const busy = running.get(room)
    if (busy) {
      busy.again = true
      return
    }
    const turn = { again: false }
    running.set(room, turn)
    try {
      for (;;) {
        turn.again = false
        const events = await readEvents(db, room.sessionId, { after: room.lastSeq, limit: pageSize })
        for (const part of splitBySize(events, messageBytes)) send(room, part)
        if (events.length < pageSize && !turn.again) return
      }
    } finally {
      running.delete(room)
    }
  }
}

function send(room: Room, events: Event[]): void {
  const left = events.map((event) => leaveOut(event, (itemId) => room.items.get(itemId)?.text ?? null))
  const held = left.flatMap((one) => one.held)
  const short = left.map((one) => one.event)
  for (const socket of room.followers) {
    if (dropIfSlow(socket)) continue
    const holds = held.length > 0 && held.every(([, itemId]) => hasAll(socket, room, itemId))
    if (holds) socket.emit('events', room.sessionId, short, held)
    else socket.emit('events', room.sessionId, events)
  }
  room.lastSeq = events.at(-1)!.seq
  for (const { names, prefixes } of events.map(closedItems)) {
    if (names.length + prefixes.length === 0) continue
    const over = (itemId: string) =>
      names.includes(itemId) || prefixes.some((prefix) => itemId.startsWith(prefix))
    room.closings += 1
    for (const itemId of [...room.items.keys()]) if (over(itemId)) room.items.delete(itemId)
    for (const socket of room.followers) forgetItems(socket, room.sessionId, over)
  }
}

/** The socket was sent all that was read of the item for the room. */
function hasAll(socket: ServerSocket, room: Room, itemId: string): boolean {
  const item = room.items.get(itemId)
  if (!item) return false
  return sentOf(socket, { sessionId: room.sessionId, itemId, generation: item.generation }) >= item.length
}

/** Parts of at most `bytes` of JSON, each with at least one event. */
export function splitBySize(events: readonly Event[], bytes: number): Event[][] {
  const parts: Event[][] = []
  let size = bytes
  for (const event of events) {
    const length = JSON.stringify(event).length
    if (size + length > bytes) {
      parts.push([])
      size = 0
    }
    parts.at(-1)!.push(event)
    size += length
  }
  return parts
}
