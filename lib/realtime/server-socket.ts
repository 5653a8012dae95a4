// What the server keeps of one socket, and how it speaks to it: short aliases for streaming items, and how much of each
// was sent, so that nothing goes twice and a hole is noticed before it is sent.
import type { Server, Socket } from 'socket.io'
import type { Identity } from '../auth/identity.ts'
import type { OpenItem } from '../event-log/deltas.ts'
import type { ClientToServer, ItemCursor, ServerToClient } from '../protocol/socket.ts'

type None = Record<string, never>
/** `credentials` are the headers it came with, to ask again who it is. */
export type SocketState = {
  identity: Identity
  credentials: Headers
  checkedAt: number
  /** Sessions it follows; false until their open items were sent once. */
  opened: Map<string, boolean>
  items: Map<string, { alias: number; sessionId: string; itemId: string; sent: number }>
  nextAlias: number
}
export type RealtimeServer = Server<ClientToServer, ServerToClient, None, SocketState>
export type ServerSocket = Socket<ClientToServer, ServerToClient, None, SocketState>

const keyOf = (sessionId: string, itemId: string, generation: number) =>
  `${sessionId}\n${itemId}\n${generation}`

/** How much of an item this socket has, in UTF-16 code units. */
export function sentOf(
  socket: ServerSocket,
  piece: Pick<OpenItem, 'sessionId' | 'itemId' | 'generation'>,
): number {
  return socket.data.items.get(keyOf(piece.sessionId, piece.itemId, piece.generation))?.sent ?? 0
}

/** Sends what is new of a piece. Returns false, and sends nothing, when text before the piece is missing. */
export function sendPiece(socket: ServerSocket, piece: OpenItem): boolean {
  const { sessionId, itemId, generation, offset, text } = piece
  const key = keyOf(sessionId, itemId, generation)
  const known = socket.data.items.get(key)
  const sent = known?.sent ?? 0
  if (offset > sent) return false
  if (known && offset + text.length <= sent) return true
  const item = known ?? nameItem(socket, key, sessionId, itemId, generation, 0)
  if (text.length + offset > sent) socket.emit('d', item.alias, text.slice(sent - offset))
  item.sent = Math.max(sent, offset + text.length)
  return true
}

/** What the reader says it holds already; whatever was said before of the session's items is forgotten. */
export function adoptCursors(socket: ServerSocket, sessionId: string, cursors: readonly ItemCursor[]): void {
  forgetItems(socket, sessionId, () => true)
  for (const { itemId, generation, length } of cursors) {
    nameItem(socket, keyOf(sessionId, itemId, generation), sessionId, itemId, generation, length)
  }
}

/** Items of the session for which `over` is true are no longer spoken of. */
export function forgetItems(
  socket: ServerSocket,
  sessionId: string,
  over: (itemId: string) => boolean,
): void {
  for (const [key, item] of socket.data.items)
    if (item.sessionId === sessionId && over(item.itemId)) socket.data.items.delete(key)
}

function nameItem(
  socket: ServerSocket,
  key: string,
  sessionId: string,
  itemId: string,
  generation: number,
  sent: number,
) {
  const item = { alias: socket.data.nextAlias, sessionId, itemId, sent }
  socket.data.nextAlias += 1
  socket.data.items.set(key, item)
  socket.emit('item', item.alias, sessionId, itemId, generation, sent)
  return item
}
