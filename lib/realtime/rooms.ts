// The sessions that somebody follows here: who follows, how far the log was sent to all of them, and how far each
// streaming item was read. A room lives as long as it has followers.
import type { ServerSocket } from './server-socket.ts'

export type Room = {
  sessionId: string
  followers: Set<ServerSocket>
  /** The last event that went to everyone in the room. */
  lastSeq: number
  /** Newest generation of each open item, how much of it was read for the room, and that text while it is short enough to be in an event. */
  items: Map<string, { generation: number; length: number; text: string | null }>
  /** Counts closed items: what was read of items before one closed is not sent after it. */
  closings: number
}

export type Rooms = ReturnType<typeof createRooms>

export function createRooms() {
  const rooms = new Map<string, Room>()
  return {
    get: (sessionId: string): Room | undefined => rooms.get(sessionId),
    all: (): Room[] => [...rooms.values()],
    /** `lastSeq` counts for a room that is new: everything up to there is read by its first follower itself. */
    join(sessionId: string, socket: ServerSocket, lastSeq: number): Room {
      const room = rooms.get(sessionId) ?? {
        sessionId,
        followers: new Set(),
        lastSeq,
        items: new Map(),
        closings: 0,
      }
      rooms.set(sessionId, room)
      room.followers.add(socket)
      return room
    },
    leave(sessionId: string, socket: ServerSocket): void {
      const room = rooms.get(sessionId)
      room?.followers.delete(socket)
      if (room?.followers.size === 0) rooms.delete(sessionId)
    },
  }
}
