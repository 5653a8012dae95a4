// What a socket really received: the bytes of its TCP connection after the handshake, and the WebSocket frames among them by
// the name of their event. The two are counted apart, so that one proves the other.
import type { ClientSocket } from '../../lib/realtime/connection.ts'

export type ByteCount = {
  /** All bytes of the TCP connection since Socket.IO said that it is open. */
  received: number
  /** Bytes of frames, headers included, by event; frames that are no event are 'other'. */
  frames: Record<string, number>
}

/** Bytes of an unmasked frame, as servers send them, with this many bytes of payload. */
export function frameBytes(payload: number): number {
  return payload + (payload < 126 ? 2 : payload < 65_536 ? 4 : 10)
}

/** The event's name in a packet of Socket.IO such as `42["d",1,0,"text"]`. */
export const eventOf = (packet: string): string => /^42\["([\w-]+)"/.exec(packet)?.[1] ?? 'other'

type Wire = {
  _socket: { bytesRead: number }
  on(event: 'message', listener: (payload: Buffer, isBinary: boolean) => void): void
}
const wireOf = (socket: ClientSocket) => (socket.io.engine.transport as unknown as { ws: Wire }).ws

/** Counts over all connections of this socket; call it before the first one. */
export function countBytes(socket: ClientSocket): () => ByteCount {
  const frames: Record<string, number> = {}
  let before = 0
  let now = () => 0
  socket.io.on('open', () => {
    const wire = wireOf(socket)
    // The server speaks again only after we have, so that nothing of what is counted was read yet.
    const { _socket: tcp } = wire
    const handshake = tcp.bytesRead
    before += now()
    now = () => tcp.bytesRead - handshake
    wire.on('message', (payload) => {
      const name = eventOf(payload.toString('utf8', 0, 40))
      frames[name] = (frames[name] ?? 0) + frameBytes(payload.length)
    })
  })
  return () => ({ received: before + now(), frames: { ...frames } })
}
