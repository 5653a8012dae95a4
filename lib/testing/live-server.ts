// A live server with one project, and browsers and a runner to act on it, for tests of sockets.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { io } from 'socket.io-client'
import { db } from '../db.ts'
import { flushDeltas } from '../event-log/deltas.ts'
import { claimLease } from '../event-log/lease.ts'
import { readEvents } from '../event-log/read-events.ts'
import { type Fence, record } from '../event-log/record.ts'
import type { Fact } from '../protocol/events.ts'
import { loadSession } from '../queries/load-session.ts'
import { type ClientSocket, createConnection } from '../realtime/connection.ts'
import type { ServerSocket } from '../realtime/server-socket.ts'
import { openSession, type SessionClient } from '../realtime/session-client.ts'
import { serveRoutes } from './serve-routes.ts'
import { createTestDatabase } from './test-database.ts'
import { makeAdmin, makeProject, type TestPerson } from './test-people.ts'

export type LiveServer = {
  url: string
  admin: TestPerson
  projectId: string
  connect: (headers: Record<string, string>, reconnection?: boolean) => ClientSocket
  byCookie: (person: TestPerson) => Record<string, string>
  /** The client as a page would have it: started from what the server rendered. */
  follow: (sessionId: string) => Promise<{ client: SessionClient; socket: ClientSocket }>
  startRunner: (sessionId: string) => Promise<TestRunner>
  /** The server's own ends of all sockets. */
  sockets: () => Iterable<ServerSocket>
  close: () => Promise<void>
}

/** A runner that streams words and then says them for good. */
export type TestRunner = {
  turnId: string
  write: (...facts: Fact[]) => Promise<unknown>
  request: (requestId: string) => Promise<unknown>
  reply: (requestId: string, text: string) => Promise<unknown>
  stream: (itemId: string, offset: number, text: string, generation?: number) => Promise<void>
}

type LiveOptions = Pick<Parameters<typeof serveRoutes>[1], 'patience' | 'trustedProxies'>

export async function startLiveServer(options: LiveOptions = {}): Promise<LiveServer> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-live-'))
  const database = await createTestDatabase()
  const intervals = { deltasMs: 5, waitingMs: 5, pollMs: 100 }
  const server = await serveRoutes(database.url, { ...options, dataFolder: folder, intervals })
  const pool = new pg.Pool({ connectionString: database.url, max: 2 })
  pool.on('error', () => {})
  const admin = await makeAdmin(db(), server.url)
  const projectId = await makeProject(db(), 'Live')
  const sockets: ClientSocket[] = []

  const byCookie = (person: TestPerson) => ({ cookie: person.cookie, origin: server.url })
  const connect = (headers: Record<string, string>, reconnection = true) => {
    const socket = io(server.url, {
      transports: ['websocket'],
      extraHeaders: headers,
      forceNew: true,
      reconnection,
      reconnectionDelay: 5,
      reconnectionDelayMax: 20,
    }) as ClientSocket
    sockets.push(socket)
    return socket
  }
  return {
    url: server.url,
    admin,
    projectId,
    byCookie,
    connect,
    sockets: () => server.realtime.io.sockets.sockets.values(),
    async follow(sessionId) {
      const socket = connect(byCookie(admin))
      const connection = createConnection(socket, (callback, ms) => setTimeout(callback, ms))
      const { state, events, hasOlder } = (await loadSession(db(), admin, sessionId))!
      const client = openSession(
        { sessionId, state, events, hasOlder },
        {
          connection: () => connection,
          frame: (callback) => setImmediate(callback),
          later: (callback) => setImmediate(callback),
          fetchOlder: (id, before, limit) => readEvents(db(), id, { before, limit }),
        },
      )
      return { client, socket }
    },
    async startRunner(sessionId) {
      const { fence } = (await claimLease(db(), sessionId, 'test', 60))!
      return becomeRunner(fence, pool)
    },
    async close() {
      for (const socket of sockets) socket.close()
      await pool.end()
      await server.close()
      await database.drop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function becomeRunner(fence: Fence, pool: pg.Pool): Promise<TestRunner> {
  const { sessionId, epoch } = fence
  const turnId = `turn-${sessionId}`
  const write = (...facts: Fact[]) => record(db(), fence, facts, crypto.randomUUID())
  const base = { checkRunId: 'base', purpose: 'base' as const, tree: 't', round: 0 }
  await write(
    { type: 'check.started', data: { ...base, checks: [] } },
    {
      type: 'check.finished',
      data: {
        ...base,
        outcome: 'passed',
        results: [],
        counted: [],
        ignored: [],
        loosened: null,
        digest: 'd',
      },
    },
    { type: 'turn.started', data: { turnId, kind: 'plan', round: 0, prompt: 'p' } },
  )
  return {
    turnId,
    write,
    request: (requestId) =>
      write({ type: 'model.requested', data: { requestId, turnId, attempt: 1, model: 'm', shortened: 0 } }),
    reply: (requestId, text) =>
      write({
        type: 'model.replied',
        data: {
          requestId,
          text,
          reasoning: '',
          encryptedReasoning: null,
          toolCalls: [],
          usage: null,
          costUsd: null,
          finish: 'stop',
          repairs: [],
        },
      }),
    stream: (itemId, offset, text, generation = 0) =>
      flushDeltas(pool, [{ sessionId, itemId, epoch, generation, offset, text }]),
  }
}

export const once = (socket: ClientSocket, event: 'connect' | 'disconnect'): Promise<string> =>
  new Promise((resolve) => socket.once(event, (reason?: unknown) => resolve(String(reason))))

/** Resolves when the condition holds, looked at after each change that the client tells of. */
export function until(client: SessionClient, holds: () => boolean, itemId?: string): Promise<void> {
  return new Promise((resolve) => {
    let stops: (() => void)[] = []
    const look = () => {
      if (!holds()) return
      for (const stop of stops) stop()
      resolve()
    }
    stops = [client.subscribe(look), ...(itemId ? [client.subscribeItem(itemId, look)] : [])]
    look()
  })
}
