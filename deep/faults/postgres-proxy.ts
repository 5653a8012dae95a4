// Stands between one process and Postgres and passes everything on. At each commit of events it can hold the bytes still while
// a test does something to the process or the database: before COMMIT reaches Postgres, and after Postgres has answered it.
// Can also behave like a network that is gone. Changes nothing that it passes on.
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { type Frame, readFrames } from './read-frames.ts'
import { type InsertedEvent, watchTransactions } from './watch-transactions.ts'

export type Moment = 'before' | 'after'
/** clientPort: by which the database knows the connection. */
export type Commit = { moment: Moment; events: readonly InsertedEvent[]; clientPort: number }
/** go: pass it on. cut: the message is lost, and with it the connection. */
export type Fate = 'go' | 'cut'

export type PostgresProxy = {
  /** The address of the database, through here. */
  url: string
  /** Breaks all connections; later ones are refused until `restore`. */
  cut(): void
  restore(): void
  close(): Promise<void>
}

export async function startPostgresProxy(
  target: string,
  onCommit: (commit: Commit) => Promise<Fate> | Fate = () => 'go',
): Promise<PostgresProxy> {
  const address = new URL(target)
  const open = new Set<Socket>()
  let reachable = true
  const server = createServer((client) => {
    if (!reachable) return void client.destroy()
    const upstream = connect({ host: address.hostname, port: Number(address.port) })
    const both = [client, upstream]
    const end = () => {
      for (const socket of both) {
        open.delete(socket)
        socket.destroy()
      }
    }
    for (const socket of both) {
      open.add(socket)
      socket.setNoDelay(true)
      socket.on('error', end)
      socket.on('close', end)
    }
    const watch = watchTransactions()
    const hold = async (moment: Moment, events: readonly InsertedEvent[]) =>
      onCommit({ moment, events, clientPort: upstream.localPort ?? 0 })
    void pass(client, upstream, true, watch.asked, (events) => hold('before', events)).finally(end)
    void pass(upstream, client, false, watch.answered, (events) => hold('after', events)).finally(end)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const own = Object.assign(new URL(target), { hostname: '127.0.0.1' })
  own.port = String((server.address() as AddressInfo).port)
  const cut = () => {
    reachable = false
    for (const socket of open) socket.destroy()
  }
  return {
    url: own.href,
    cut,
    restore() {
      reachable = true
    },
    async close() {
      cut()
      server.close()
      await once(server, 'close')
    },
  }
}

/** What was sent before a held message has left when its fate is asked for. */
async function pass(
  from: Socket,
  to: Socket,
  greets: boolean,
  commitIn: (frame: Frame) => readonly InsertedEvent[] | null,
  fateOf: (events: readonly InsertedEvent[]) => Promise<Fate>,
): Promise<void> {
  const read = readFrames(greets)
  const ended = new AbortController()
  to.once('close', () => ended.abort())
  let ready: Buffer[] = []
  const send = async () => {
    if (ready.length === 0) return
    const room = to.write(Buffer.concat(ready))
    ready = []
    if (!room) await once(to, 'drain', { signal: ended.signal })
  }
  try {
    for await (const chunk of from as AsyncIterable<Buffer>) {
      for (const frame of read(chunk)) {
        const events = commitIn(frame)
        if (events) {
          await send()
          if ((await fateOf(events)) === 'cut') return
        }
        ready.push(frame.bytes)
      }
      await send()
    }
  } catch {
    // Either end is gone; so is the connection.
  }
}
