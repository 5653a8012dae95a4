// The server's process of the streaming bench: the product's sockets behind the product's door, without pages.
// Tells its parent the address, and at the end how much processor time it took.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { allowedHosts, allowedOrigins } from '../../lib/auth/allowed-origins.ts'
import { identify } from '../../lib/auth/identify.ts'
import { db } from '../../lib/db.ts'
import { env } from '../../lib/env.ts'
import { serveSessions } from '../../lib/realtime/serve-sessions.ts'

const server = createServer()
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const { port } = server.address() as AddressInfo
Object.assign(process.env, { HOST: '127.0.0.1', PORT: String(port) })
const ours = { hosts: allowedHosts(env()), origins: allowedOrigins(env()) }
const realtime = serveSessions({
  httpServer: server,
  db: db(),
  databaseUrl: env().databaseUrl,
  identify,
  ours,
  addressOf: (request) => request.socket.remoteAddress ?? '',
})
process.send?.({ url: `http://localhost:${port}` })

process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send?.({ cpuMs: (user + system) / 1000 })
})
process.once('disconnect', async () => {
  server.closeAllConnections()
  await realtime.close()
  process.exit(0)
})
