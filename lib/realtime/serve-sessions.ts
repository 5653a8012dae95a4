// The server's side of the socket: who is there follows sessions, sends commands, and hears what changed. What arrives by
// NOTIFY is a hint; everything is pulled from the database by cursor, and a slow poll catches whatever a hint missed.
import type { Server as HttpServer, IncomingMessage } from 'node:http'
import { Server } from 'socket.io'
import { describeFailure, nameOf } from '../auth/answer.ts'
import { refuseUpgrade } from '../auth/front-door.ts'
import { guardRequest, type Ours } from '../auth/guard-request.ts'
import { requireRate } from '../auth/limit-rate.ts'
import type { Db } from '../db.ts'
import { can } from '../domain/can.ts'
import { commit } from '../event-log/commit.ts'
import { listen, type Notice } from '../event-log/listen.ts'
import { logger } from '../logger.ts'
import { cleanDeep } from '../protocol/clean-deep.ts'
import { Command } from '../protocol/commands.ts'
import { requireShallow } from '../protocol/read-json.ts'
import { Rejection } from '../protocol/rejection.ts'
import { admitSocket, checkAgain, type Identify } from './admit-socket.ts'
import { answerOpen, leave, OpenRequest } from './answer-open.ts'
import { dropIfSlow } from './drop-slow.ts'
import { limitConnections, socketLimits } from './limit-connections.ts'
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
  ours: Ours
  /** Whom a connection counts for before it is known who it is. */
  addressOf: (request: IncomingMessage) => string
  intervals?: Partial<typeof defaults>
}

const defaults = { deltasMs: 25, waitingMs: 400, pollMs: 2000, identityMs: 60_000, expiryMs: 500 }
const maxMessageBytes = 2 * 1024 * 1024
const maxWaitingOpens = 100

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
    connectTimeout: socketLimits.namedWithinMs,
    allowRequest: (request, decide) => {
      const { method = 'GET', headers, url, rawHeaders: raw } = request
      const refused =
        guardRequest({ method, headers, url, raw, handshake: true }, options.ours) ?? limit.refusal(request)
      if (refused) refuseUpgrade(request.socket, refused)
      decide(refused?.code, refused === null)
    },
  })
  const limit = limitConnections(io.engine, options.addressOf)
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
  /** Each socket hears once, of the first that its person may see. */
  const tell = (what: 'project' | 'waiting', changed: readonly { id: string; projectId: string }[]) => {
    for (const socket of everyone()) {
      const seen = changed.find(({ projectId }) => can(socket.data.identity, 'project.read', { projectId }))
      if (seen) socket.emit('changed', what, seen.id)
    }
  }
  const waiting = watchWaiting(
    { db, onTrouble, onChanged: (changed) => tell('waiting', changed) },
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
        return tell('project', [{ id: notice.projectId, projectId: notice.projectId }])
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
  // A login that ends by itself is told by nobody.
  const expiring = setInterval(() => {
    const now = Date.now()
    recheck(everyone().filter(({ data }) => (data.identity.goodUntil ?? Number.POSITIVE_INFINITY) <= now))
  }, intervals.expiryMs)

  io.on('connection', (socket) => {
    limit.named(socket.conn)
    // Rights may have ended between the handshake and now, when a notice did not find this socket yet.
    recheck([socket])
    const who = () => nameOf(socket.data.identity)
    // One after the other: many answers at once are what a reader that does not read would ask for.
    let opening: Promise<void> = Promise.resolve()
    let waitingOpens = 0
    socket.on('open', (request, answer) => {
      if (typeof answer !== 'function') return
      const open = async () => {
        try {
          if (dropIfSlow(socket)) return
          requireShallow(request)
          const wish = OpenRequest.parse(cleanDeep(request))
          answer(await answerOpen({ db, rooms, deltas, onTrouble }, socket, wish))
        } catch (error) {
          answer(refusalOf(error))
        } finally {
          waitingOpens -= 1
        }
      }
      try {
        requireRate('session', who())
        if (waitingOpens >= maxWaitingOpens) throw new Rejection('session.rate', tooFast)
        waitingOpens += 1
        opening = opening.then(open)
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
        requireRate('command', who())
        requireShallow(command)
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
      clearInterval(expiring)
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
