// The line between a browser and the server, as a TCP proxy on the loopback that can be cut without a goodbye, and stay dead.
import { connect, createServer, type Socket } from 'node:net'

export type Line = {
  port: number
  /** Ends every connection there is as a train in a tunnel does; new ones go through. */
  cut: () => void
  /** Until it is back, every connection ends where it begins. */
  setDead: (dead: boolean) => void
  close: () => Promise<void>
}

export async function openLine(port: number, targetPort: () => number): Promise<Line> {
  const sockets = new Set<Socket>()
  let dead = false
  const keep = (socket: Socket, other: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => {
      sockets.delete(socket)
      other.destroy()
    })
  }
  const server = createServer((near) => {
    if (dead) return void near.destroy()
    const far = connect(targetPort(), '127.0.0.1')
    keep(near, far)
    keep(far, near)
    near.pipe(far)
    far.pipe(near)
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const cut = () => {
    for (const socket of sockets) socket.resetAndDestroy()
  }
  return {
    port,
    cut,
    setDead(next) {
      dead = next
      if (dead) cut()
    },
    async close() {
      cut()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
