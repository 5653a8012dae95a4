// The server's side of the socket: who is there follows sessions, sends commands, and hears what changed. What arrives by
// NOTIFY is a hint; everything is pulled from the database by cursor, and a slow poll catches whatever a hint missed.
import type { Server as HttpServer } from 'node:http'
import { Server } from 'socket.io'
import { describeFailure } from '../auth/answer.ts'
import type { Refusal } from '../auth/guard-request.ts'
import type { Db } from '../db.ts'
import { can } from '../domain/can.ts'
import { commit } from '../event-log/commit.ts'
import { listen, type Notice } from '../event-log/listen.ts'
import { logger } from '../logger.ts'
import { cleanDeep } from '../protocol/clean-deep.ts'
import { Command } from '../protocol/commands.ts'
import { Rejection } from '../protocol/rejection.ts'
import { admitSocket, checkAgain, type Identify } from './admit-socket.ts'
import { createAllowance } from './allowance.ts'
import { answerOpen, leave, OpenRequest } from './answer-open.ts'
import { createRooms, type Room } from './rooms.ts'
import { createDeltaSender } from './send-deltas.ts'
import { createEventSender } from './send-events.ts'
import type { RealtimeServer, ServerSocket } from './server-socket.ts'
import { watchWaiting } from './watch-waiting.ts'

export type ServeOptions = {
  httpServer: HttpServer
  db: Db
  databaseUrl: string
  identify: Identify
  /** The first door for a handshake; null lets it in. */
  guard: (request: { method: string; headers: NodeJS.Dict<string | string[]> }) => Refusal | null
  intervals?: Partial<typeof defaults>
}

const defaults = { deltasMs: 25, waitingMs: 400, pollMs: 2000, identityMs: 60_000 }
const commandsPerMinute = 60
const opensPerMinute = 300
const maxMessageBytes = 2 * 1024 * 1024
const maxBufferedBytes = 8 * 1024 * 1024
const maxBufferedMessages = 5000

export function serveSessions(options: ServeOptions): { io: RealtimeServer; close: () => Promise<void> } {
  const { db, identify } = options
  const intervals = { ...defaults, ...options.intervals }
  const io: RealtimeServer = new Server(options.httpServer, {
    path: '/socket.io',
    transports: ['websocket'],
    serveClient: false,
    destroyUpgrade: false,
    perMessageDeflate: false,
    maxHttpBufferSize: maxMessageBytes,
    allowRequest: (request, decide) => {
      const refused = options.guard({ method: request.method ?? 'GET', headers: request.headers })
      decide(refused?.code, refused === null)
    },
  })
  io.use(admitSocket(io, identify))

  let closing = false
  const onTrouble = (error: unknown) => {
    if (!closing) logger.warn({ err: error }, 'a live update has to wait for the next poll')
  }
  const rooms = createRooms()
  const bringUp = createEventSender(db)
  const update = (room: Room) => bringUp(room).catch(onTrouble)
  const deltas = createDeltaSender({ db, rooms, onTrouble }, intervals.deltasMs)
  const everyone = () => [...io.sockets.sockets.values()]
  const tell = (what: 'project' | 'waiting', id: string, projectId: string) => {
    for (const socket of everyone())
      if (can(socket.data.identity, 'project.read', { projectId })) socket.emit('changed', what, id)
  }
  const waiting = watchWaiting(
    { db, onTrouble, onChanged: ({ sessionId, projectId }) => tell('waiting', sessionId, projectId) },
    intervals.waitingMs,
  )

  const pollRooms = async () => {
    const followed = rooms.all()
    if (followed.length === 0) return
    const ids = followed.map((room) => room.sessionId)
    const rows = await db.session.findMany({
      where: { id: { in: ids } },
      select: { id: true, lastSeq: true },
    })
    for (const { id, lastSeq } of rows) {
      const room = rooms.get(id)
      if (room && room.lastSeq < lastSeq) void update(room)
    }
    deltas.mark(null)
  }
  const recheck = (sockets: ServerSocket[]) => {
    for (const socket of sockets) checkAgain(socket, identify).catch(onTrouble)
  }
  const onNotice = (notice: Notice) => {
    switch (notice.kind) {
      case 'events': {
        const room = rooms.get(notice.sessionId)
        if (room && room.lastSeq < notice.seq) void update(room)
        if (io.sockets.sockets.size > 0) waiting.mark(notice.sessionId)
        return
      }
      case 'deltas':
        return deltas.mark(notice.sessionIds)
      case 'project':
        return tell('project', notice.projectId, notice.projectId)
      case 'person':
        return recheck(everyone().filter((socket) => socket.data.identity.userId === notice.userId))
      case 'reconnected':
        recheck(everyone())
        pollRooms().catch(onTrouble)
        return
      default:
        throw new Error(`unhandled ${JSON.stringify(notice satisfies never)}`)
    }
  }
  const listener = listen(options.databaseUrl, onNotice)

  const poll = setInterval(() => {
    pollRooms().catch(onTrouble)
    const now = performance.now()
    for (const socket of everyone()) dropIfSlow(socket)
    recheck(everyone().filter((socket) => now - socket.data.checkedAt > intervals.identityMs))
  }, intervals.pollMs)

  const commands = createAllowance(commandsPerMinute)
  const opens = createAllowance(opensPerMinute)
  io.on('connection', (socket) => {
    // Rights may have ended between the handshake and now, when a notice did not find this socket yet.
    recheck([socket])
    const who = () => socket.data.identity.token?.id ?? socket.data.identity.userId
    socket.on('open', async (request, answer) => {
      if (typeof answer !== 'function') return
      try {
        if (!opens.take(who(), performance.now())) throw new Rejection('session.rate', tooFast)
        answer(
          await answerOpen({ db, rooms, deltas, onTrouble }, socket, OpenRequest.parse(cleanDeep(request))),
        )
      } catch (error) {
        answer(refusalOf(error))
      }
    })
    socket.on('close', (sessionId) => {
      if (typeof sessionId === 'string') leave(rooms, socket, sessionId)
    })
    socket.on('command', async (command, answer) => {
      if (typeof answer !== 'function') return
      try {
        if (!commands.take(who(), performance.now())) throw new Rejection('command.rate', tooFast)
        answer({ ok: true, ...(await commit(db, Command.parse(cleanDeep(command)), socket.data.identity)) })
      } catch (error) {
        answer(refusalOf(error))
      }
    })
    socket.on('disconnect', () => {
      for (const sessionId of [...socket.data.opened.keys()]) leave(rooms, socket, sessionId)
    })
  })

  return {
    io,
    async close() {
      closing = true
      clearInterval(poll)
      deltas.close()
      waiting.close()
      await listener.close()
      await io.close()
    },
  }
}

const tooFast = 'That is too much at once. Wait a moment, then try again.'

function refusalOf(error: unknown): { ok: false; code: string; message: string } {
  const { code, message } = describeFailure(error)
  return { ok: false, code, message }
}

/** Whoever does not read what is sent would fill our memory. The client comes back and opens with what it has. */
function dropIfSlow(socket: ServerSocket): void {
  const { transport, writeBuffer } = socket.conn as unknown as {
    transport: { socket?: { bufferedAmount?: number } }
    writeBuffer: unknown[]
  }
  const bytes = transport.socket?.bufferedAmount ?? 0
  if (bytes < maxBufferedBytes && writeBuffer.length < maxBufferedMessages) return
  logger.warn(
    { userId: socket.data.identity.userId, bytes },
    'a browser reads too slowly and was disconnected',
  )
  socket.disconnect(true)
}
