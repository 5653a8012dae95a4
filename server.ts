// Process 1: pages, API and sockets for browsers. Puts the parts together and decides nothing itself. Agents run in
// runner.ts; the two meet only in Postgres.
import { EventEmitter } from 'node:events'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { allowedHosts, allowedOrigins } from './lib/auth/allowed-origins.ts'
import { clientAddress, trustedProxies } from './lib/auth/client-address.ts'
import { createFrontDoor, isSocketPath, refuseUpgrade } from './lib/auth/front-door.ts'
import { guardRequest } from './lib/auth/guard-request.ts'
import { identify } from './lib/auth/identify.ts'
import { db } from './lib/db.ts'
import { dieWithParent } from './lib/die-with-parent.ts'
import { env } from './lib/env.ts'
import { logger } from './lib/logger.ts'
import { serveSessions } from './lib/realtime/serve-sessions.ts'

const { host, port, mode, databaseUrl, publicUrl } = env()
const dev = mode === 'development'
// Next and React choose their build by this when they are imported.
Object.assign(process.env, { NODE_ENV: mode, NEXT_TELEMETRY_DISABLED: '1' })
const { default: next } = await import('next')

const ours = { hosts: allowedHosts(env()), origins: allowedOrigins(env()) }
const trusted = trustedProxies(env().trustedProxies)
let handle: ((request: IncomingMessage, response: ServerResponse) => Promise<void>) | undefined
const server = createFrontDoor(
  { ours, trusted, secure: publicUrl.startsWith('https:'), dev },
  (request, response) => {
    handle?.(request, response).catch((error: unknown) => {
      logger.error({ err: error }, 'a page failed')
      response.destroy()
    })
  },
)
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
  ours,
  addressOf: (request) => clientAddress(request, trusted),
})

await pages.prepare()
handle = pages.getRequestHandler()

server.on('upgrade', (request, socket, head) => {
  if (isSocketPath(request)) return
  const refused = guardRequest({ method: 'GET', headers: request.headers }, ours)
  if (dev && !refused) nextUpgrades.emit('upgrade', request, socket, head)
  else refuseUpgrade(socket, refused ?? noUpgrade)
})
const noUpgrade = { status: 400, code: 'request.upgrade', message: 'Sockets are at /socket.io/ only.' }
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
