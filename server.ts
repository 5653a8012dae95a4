// Process 1: pages, API and sockets for browsers. Puts the parts together and decides nothing itself. Agents run in
// runner.ts; the two meet only in Postgres.
import { randomBytes } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { allowedHosts, allowedOrigins } from './lib/auth/allowed-origins.ts'
import { guardRequest } from './lib/auth/guard-request.ts'
import { identify } from './lib/auth/identify.ts'
import { contentSecurityPolicy, dropUntrusted, fixedHeaders } from './lib/auth/security-headers.ts'
import { addressHeader } from './lib/auth/sign-in.ts'
import { db } from './lib/db.ts'
import { dieWithParent } from './lib/die-with-parent.ts'
import { env } from './lib/env.ts'
import { logger } from './lib/logger.ts'
import { serveSessions } from './lib/realtime/serve-sessions.ts'

const { host, port, mode, databaseUrl } = env()
const dev = mode === 'development'
// Next and React choose their build by this when they are imported.
Object.assign(process.env, { NODE_ENV: mode, NEXT_TELEMETRY_DISABLED: '1' })
const { default: next } = await import('next')

const ours = { hosts: allowedHosts(env()), origins: allowedOrigins(env()) }
const isSocket = (request: IncomingMessage) => request.url?.startsWith('/socket.io/') ?? false
const server = createServer()
// Next would add a listener of its own for upgrades; it gets only those that are meant for it.
const nextUpgrades = new EventEmitter()
const pages = next({
  dev,
  dir: import.meta.dirname,
  hostname: host,
  port,
  httpServer: nextUpgrades as Server,
})
const realtime = serveSessions({
  httpServer: server,
  db: db(),
  databaseUrl,
  identify,
  guard: (request) => guardRequest({ ...request, handshake: true }, ours),
})

await pages.prepare()
const handle = pages.getRequestHandler()

server.on('request', (request: IncomingMessage, response: ServerResponse) => {
  if (isSocket(request)) return
  const refused = guardRequest({ method: request.method ?? 'GET', headers: request.headers }, ours)
  for (const [name, value] of Object.entries(fixedHeaders)) response.setHeader(name, value)
  if (refused) {
    const { status, code, message } = refused
    response.writeHead(status, { 'content-type': 'application/json', connection: 'close' })
    response.end(JSON.stringify({ code, message }))
    return
  }
  dropUntrusted(request.headers)
  const nonce = randomBytes(16).toString('base64')
  const policy = contentSecurityPolicy({ nonce, dev })
  response.setHeader('content-security-policy', policy)
  Object.assign(request.headers, {
    'content-security-policy': policy,
    'x-nonce': nonce,
    [addressHeader]: request.socket.remoteAddress ?? '',
  })
  handle(request, response).catch((error: unknown) => {
    logger.error({ err: error }, 'a page failed')
    response.destroy()
  })
})
server.on('upgrade', (request, socket, head) => {
  if (isSocket(request)) return
  if (dev && !guardRequest({ method: 'GET', headers: request.headers }, ours))
    nextUpgrades.emit('upgrade', request, socket, head)
  else socket.destroy()
})
server.on('error', (error) => {
  logger.fatal({ err: error }, 'the server cannot listen')
  process.exit(1)
})
server.listen(port, host, () => logger.info({ host, port }, 'the server listens'))

dieWithParent(async () => {
  const closed = realtime.close()
  server.closeAllConnections()
  await closed
  await pages.close()
  await db().$disconnect()
})
