// Whoever does not read what is sent would fill our memory. Such a socket is cut off, not asked to leave: a farewell would
// wait behind everything that it does not read. Its client comes back and opens with what it has.
import type { Duplex } from 'node:stream'
import { logger } from '../logger.ts'
import type { ServerSocket } from './server-socket.ts'

export const slowLimits = { bytes: 8 * 1024 * 1024, messages: 5000 }

type Inner = {
  transport: { socket?: { bufferedAmount?: number; terminate?: () => void; _socket?: Duplex } }
  writeBuffer: unknown[]
}

/** True when it is gone: too slow now, or not there any more. */
export function dropIfSlow(socket: ServerSocket): boolean {
  if (!socket.connected) return true
  const { transport, writeBuffer } = socket.conn as unknown as Inner
  const bytes = transport.socket?.bufferedAmount ?? 0
  // What waits behind a message on its way is counted too: the transport takes one batch at a time.
  if (bytes + bytesOf(writeBuffer) < slowLimits.bytes && writeBuffer.length < slowLimits.messages)
    return false
  logger.warn(
    { userId: socket.data.identity.userId, bytes },
    'a browser reads too slowly and was disconnected',
  )
  socket.disconnect()
  socket.conn.close(true)
  transport.socket?.terminate?.()
  return true
}

function bytesOf(packets: unknown[]): number {
  let bytes = 0
  for (const packet of packets as { data?: string | Buffer }[]) bytes += packet.data?.length ?? 0
  return bytes
}
