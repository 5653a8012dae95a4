// A viewer of one session: the product's own client on a real socket, as a page has it, and beside it an account of what
// arrived when. Some viewers lose their line again and again.
import { io } from 'socket.io-client'
import type { Identity } from '../../lib/auth/identity.ts'
import type { Db } from '../../lib/db.ts'
import { readEvents } from '../../lib/event-log/read-events.ts'
import { loadSession } from '../../lib/queries/load-session.ts'
import { type ClientSocket, createConnection } from '../../lib/realtime/connection.ts'
import { openSession } from '../../lib/realtime/session-client.ts'
import { type ByteCount, countBytes } from './count-bytes.ts'
import { followText, type TextAccount } from './follow-text.ts'
import { clock } from './token-text.ts'

export type Arrival = { length: number; at: number }
export type Seen = {
  /** By reply, lengths of the text as they grew. */
  arrivals: Arrival[][]
  account: TextAccount
  bytes: ByteCount
  cuts: number
}
export type Viewer = {
  /** Resolves when the client follows its session live. */
  live: Promise<void>
  /** Resolves when every reply has been closed by its event. */
  whole: Promise<void>
  seen: () => Seen
  close: () => void
}

type Options = {
  url: string
  db: Db
  person: Identity
  token: string
  sessionId: string
  /** The text of each reply, in order. */
  replies: readonly string[]
  /** Loses its line this often; null: never. */
  cutEveryMs: number | null
}

export async function viewSession(options: Options): Promise<Viewer> {
  const { url, db, person, sessionId, replies, cutEveryMs } = options
  const page = (await loadSession(db, person, sessionId))!
  const socket = io(url, {
    transports: ['websocket'],
    extraHeaders: { authorization: `Bearer ${options.token}` },
    forceNew: true,
    reconnectionDelay: 300,
    reconnectionDelayMax: 5000,
  }) as ClientSocket
  const bytes = countBytes(socket)
  const connection = createConnection(socket, (callback, ms) => setTimeout(callback, ms))
  const client = openSession(
    { sessionId, state: page.state, events: page.events, hasOlder: page.hasOlder },
    {
      connection: () => connection,
      frame: (callback) => setImmediate(callback),
      later: (callback, ms) => setTimeout(callback, ms),
      fetchOlder: (id, before, limit) => readEvents(db, id, { before, limit }),
    },
  )

  const texts = replies.map((said) => followText(said))
  const arrivals = replies.map((): Arrival[] => [])
  const numberOf = (itemId: string) => Number(/^reply-(\d+)/.exec(itemId)?.[1])
  const arrive = (number: number, length: number) => {
    const known = arrivals[number]!
    if (length > (known.at(-1)?.length ?? 0)) known.push({ length, at: clock() })
  }

  const live = Promise.withResolvers<void>()
  const whole = Promise.withResolvers<void>()
  const ended = new Set<number>()
  client.subscribe(() => {
    const view = client.getSnapshot()
    if (view.refused !== null) live.reject(new Error(view.refused))
    if (view.connection === 'live') live.resolve()
    for (const item of view.story.items) {
      if (item.kind !== 'words' || typeof item.text !== 'string') continue
      const number = numberOf(item.requestId)
      if (ended.has(number)) continue
      ended.add(number)
      texts[number]!.end(item.text)
      // A viewer that was cut off has the text by the event alone, without having been told of it.
      arrive(number, item.text.length)
    }
    if (ended.size === replies.length) whole.resolve()
  })
  // After the client's own reader, so that what it was given is on the page when the time is taken.
  connection.attach(sessionId, {
    connected: () => {},
    events(events) {
      // An event that came without its text counts when the text is put together on the page.
      for (const event of events)
        if (event.type === 'model.replied') arrive(numberOf(event.data.requestId), lengthOf(event.data.text))
    },
    delta(itemId, _generation, offset, text) {
      const number = numberOf(itemId)
      texts[number]!.piece(offset, text)
      arrive(number, client.itemText(itemId).length)
    },
  })

  let cuts = 0
  const cut = () => {
    if (!socket.connected || ended.size === replies.length) return
    cuts += 1
    // Without a goodbye, as a train in a tunnel.
    ;(socket.io.engine.transport as unknown as { ws: { terminate(): void } }).ws.terminate()
  }
  const cutting = cutEveryMs === null ? undefined : setInterval(cut, cutEveryMs)
  return {
    live: live.promise,
    whole: whole.promise,
    seen() {
      const account = { repeated: 0, wrong: 0, lost: 0 }
      for (const text of texts)
        for (const key of ['repeated', 'wrong', 'lost'] as const) account[key] += text.account[key]
      return { arrivals, account, bytes: bytes(), cuts }
    },
    close() {
      clearInterval(cutting)
      client.close()
      socket.close()
    },
  }
}

const lengthOf = (text: string | { head: string }) => (typeof text === 'string' ? text : text.head).length
