// The one socket of a browser tab: routes what arrives to the sessions that are open, keeps commands until they are
// answered (over reconnects, with the same id), and says whether we are live. The socket is passed in, so that a test
// needs neither a browser nor a network. Must not interpret events.
import type { Socket } from 'socket.io-client'
import type { Command, CommandAnswer } from '../protocol/commands.ts'
import type { Event } from '../protocol/events.ts'
import type { ClientToServer, OpenAnswer, OpenRequest, ServerToClient } from '../protocol/socket.ts'
import type { HeldText } from '../protocol/streamed-texts.ts'

export type ClientSocket = Socket<ServerToClient, ClientToServer>
export type ConnectionState = 'live' | 'connecting' | 'offline'

export type Reader = {
  /** Now, if we are live, and again after each reconnect: open with what you have. */
  connected: () => void
  /** `held`: texts that the events lack because they streamed to us before. */
  events: (events: Event[], held?: readonly HeldText[]) => void
  delta: (itemId: string, generation: number, offset: number, text: string) => void
}

export type Connection = {
  status: () => { connection: ConnectionState; since: string | null }
  onStatus: (listener: () => void) => () => void
  onChanged: (listener: (what: 'project' | 'waiting', id: string) => void) => () => void
  /** The server no longer knows who we are; the page should ask to sign in. */
  onSignedOut: (listener: () => void) => () => void
  attach: (sessionId: string, reader: Reader) => () => void
  /** null when the connection broke before the answer came. */
  open: (request: OpenRequest) => Promise<OpenAnswer | null>
  /** Resolves when the answer came, however often the connection broke before. */
  send: (command: Command) => Promise<CommandAnswer>
}

const openTimeoutMs = 30_000
const retryMs = 1000
const signedOut: CommandAnswer = {
  ok: false,
  code: 'account.required',
  message: 'You are signed out. Sign in again in another tab, then send this once more.',
}

export function createConnection(
  socket: ClientSocket,
  later: (callback: () => void, ms: number) => void,
): Connection {
  let state: ConnectionState = socket.connected ? 'live' : 'connecting'
  let since: string | null = null
  const readers = new Map<string, Set<Reader>>()
  const aliases = new Map<number, { sessionId: string; itemId: string; generation: number; offset: number }>()
  const unanswered = new Map<string, { command: Command; resolve: (answer: CommandAnswer) => void }>()
  const statusListeners = new Set<() => void>()
  const changeListeners = new Set<(what: 'project' | 'waiting', id: string) => void>()
  const signedOutListeners = new Set<() => void>()

  const become = (next: ConnectionState) => {
    if (next === 'live') since = null
    else since ??= new Date().toISOString()
    state = next
    for (const listener of [...statusListeners]) listener()
  }
  const settle = (commandId: string, answer: CommandAnswer) => {
    unanswered.get(commandId)?.resolve(answer)
    unanswered.delete(commandId)
  }
  const transmit = (command: Command) =>
    socket.emit('command', command, (answer) => settle(command.commandId, answer))
  const eachReader = (sessionId: string, act: (reader: Reader) => void) => {
    for (const reader of [...(readers.get(sessionId) ?? [])]) act(reader)
  }

  socket.on('connect', () => {
    aliases.clear()
    become('live')
    for (const { command } of unanswered.values()) transmit(command)
    for (const sessionId of readers.keys()) eachReader(sessionId, (reader) => reader.connected())
  })
  socket.on('disconnect', (reason) => {
    become('connecting')
    // The server ends a connection when rights changed or the reader was too slow. Asking again tells which.
    if (reason === 'io server disconnect') later(() => socket.connect(), retryMs)
  })
  socket.on('connect_error', (error) => {
    const refusal = (error as Error & { data?: { code?: string } }).data
    become(refusal || state === 'offline' ? 'offline' : 'connecting')
    if (refusal?.code === 'account.required') {
      for (const commandId of [...unanswered.keys()]) settle(commandId, signedOut)
      for (const listener of [...signedOutListeners]) listener()
    } else if (refusal) later(() => socket.connect(), retryMs * 5)
  })
  socket.on('events', (sessionId, events, held = []) =>
    eachReader(sessionId, (reader) => reader.events(events, held)),
  )
  socket.on('item', (alias, sessionId, itemId, generation, offset) =>
    aliases.set(alias, { sessionId, itemId, generation, offset }),
  )
  socket.on('d', (alias, text) => {
    const item = aliases.get(alias)
    if (!item) return
    const { sessionId, itemId, generation, offset } = item
    item.offset += text.length
    eachReader(sessionId, (reader) => reader.delta(itemId, generation, offset, text))
  })
  socket.on('changed', (what, id) => {
    for (const listener of [...changeListeners]) listener(what, id)
  })

  return {
    status: () => ({ connection: state, since }),
    onStatus: (listener) => subscribe(statusListeners, listener),
    onChanged: (listener) => subscribe(changeListeners, listener),
    onSignedOut: (listener) => subscribe(signedOutListeners, listener),
    attach(sessionId, reader) {
      const set = readers.get(sessionId) ?? new Set()
      readers.set(sessionId, set.add(reader))
      if (socket.connected) reader.connected()
      return () => {
        if (!set.delete(reader) || set.size > 0) return
        readers.delete(sessionId)
        if (socket.connected) socket.emit('close', sessionId)
      }
    },
    open: (request) =>
      new Promise((resolve) => {
        if (!socket.connected) return resolve(null)
        socket.timeout(openTimeoutMs).emit('open', request, (error, answer) => resolve(error ? null : answer))
      }),
    send: (command) =>
      new Promise((resolve) => {
        unanswered.set(command.commandId, { command, resolve })
        // While disconnected the socket would buffer it as well, and send it twice.
        if (socket.connected) transmit(command)
      }),
  }
}

function subscribe<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
