// The real routes of app/api and the real sockets on a free port, without building pages: what server.ts puts together,
// with Next's routing replaced by the file system. Knows every route there is, so that a test can ask for all of them.
import { globSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { allowedHosts, allowedOrigins } from '../auth/allowed-origins.ts'
import { clientAddress, trustedProxies } from '../auth/client-address.ts'
import { createFrontDoor, type Door } from '../auth/front-door.ts'
import { identify } from '../auth/identify.ts'
import { db } from '../db.ts'
import { env } from '../env.ts'
import { type ServeOptions, serveSessions } from '../realtime/serve-sessions.ts'

type Params = Record<string, string | string[]>
type RouteHandler = (request: Request, context: { params: Promise<Params> }) => Promise<Response>
type RouteFile = { path: string; pattern: RegExp; methods: Record<string, RouteHandler> }

const folder = join(import.meta.dirname, '../../app/api')
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

/** Every route file, as `/api/sessions/[id]` with its handlers by method. */
export async function loadRoutes(): Promise<RouteFile[]> {
  const files = globSync('**/route.ts', { cwd: folder }).sort()
  return Promise.all(
    files.map(async (file) => {
      const module = (await import(join(folder, file))) as Record<string, RouteHandler>
      const path = `/api/${file.replace(/\/?route\.ts$/, '')}`
      const pattern = path.replace(/\[\.\.\.(\w+)\]/g, '(?<$1>.+)').replace(/\[(\w+)\]/g, '(?<$1>[^/]+)')
      const found = methods.flatMap((method) => (module[method] ? [[method, module[method]] as const] : []))
      return { path, pattern: new RegExp(`^${pattern}$`), methods: Object.fromEntries(found) }
    }),
  )
}

export type RunningRoutes = {
  url: string
  routes: RouteFile[]
  realtime: ReturnType<typeof serveSessions>
  close: () => Promise<void>
}

/** Sets the variables of this process for the database, then listens. One at a time per process. */
export async function serveRoutes(
  databaseUrl: string,
  options: {
    dataFolder: string
    intervals?: ServeOptions['intervals']
    patience?: Door['patience']
    trustedProxies?: readonly string[]
  },
): Promise<RunningRoutes> {
  let url = ''
  let routes: RouteFile[] = []
  const door: Door = {
    ours: { hosts: new Set<string>(), origins: new Set<string>() },
    trusted: trustedProxies(options.trustedProxies ?? []),
    secure: false,
    dev: false,
    ...(options.patience ? { patience: options.patience } : {}),
  }
  const server = createFrontDoor(door, (request, response) => {
    dispatch(routes, url, request).then(
      (found) => write(response, found),
      (error: unknown) => write(response, new Response(String(error), { status: 500 })),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  url = `http://localhost:${port}`
  Object.assign(process.env, {
    NODE_ENV: 'test',
    DATABASE_URL: databaseUrl,
    COUNTERSIGN_SECRET: 'a secret of this test, thirty-two long',
    COUNTERSIGN_DATA: options.dataFolder,
    HOST: '127.0.0.1',
    PORT: `${port}`,
    PUBLIC_URL: url,
  })
  door.ours = { hosts: allowedHosts(env()), origins: allowedOrigins(env()) }
  routes = await loadRoutes()
  const realtime = serveSessions({
    httpServer: server,
    db: db(),
    databaseUrl,
    identify,
    ours: door.ours,
    addressOf: (request) => clientAddress(request, door.trusted),
    ...(options.intervals ? { intervals: options.intervals } : {}),
  })
  return {
    url,
    routes,
    realtime,
    async close() {
      const closed = realtime.close()
      server.closeAllConnections()
      await closed
      await db().$disconnect()
    },
  }
}

async function dispatch(routes: RouteFile[], base: string, incoming: IncomingMessage): Promise<Response> {
  const url = new URL(incoming.url ?? '/', base)
  for (const { pattern, methods } of routes) {
    const match = pattern.exec(url.pathname)
    if (!match) continue
    const handler = methods[incoming.method ?? '']
    if (!handler) return new Response(null, { status: 405 })
    const pieces: Buffer[] = []
    for await (const piece of incoming) pieces.push(piece as Buffer)
    const headers = new Headers()
    for (const [name, value] of Object.entries(incoming.headers)) headers.set(name, String(value))
    const body = pieces.length > 0 ? Buffer.concat(pieces) : null
    const request = new Request(url, { method: incoming.method ?? 'GET', headers, body })
    let params: Params
    try {
      params = Object.fromEntries(
        Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]),
      )
    } catch {
      // As Next answers it.
      return new Response(null, { status: 400 })
    }
    return handler(request, { params: Promise.resolve(params) })
  }
  return new Response(null, { status: 404 })
}

async function write(response: ServerResponse, answer: Response): Promise<void> {
  response.statusCode = answer.status
  for (const [name, value] of answer.headers) if (name !== 'set-cookie') response.setHeader(name, value)
  response.setHeader('set-cookie', answer.headers.getSetCookie())
  response.end(Buffer.from(await answer.arrayBuffer()))
}
