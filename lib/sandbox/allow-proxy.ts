// The only way from a box to the network: a CONNECT (and plain HTTP) proxy on a Unix socket that lets through
// the hosts of an allow-list and nothing else. Names are looked up here, once, and the address that was judged is
// the one that is connected to. Must never reach a private address that the list does not name.

import { lookup } from 'node:dns/promises'
import { chmodSync, chownSync } from 'node:fs'
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, isIP, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import {
  type HostPattern,
  isAddressGranted,
  isGranted,
  normalizeHost,
  parseHostPattern,
} from './host-patterns.ts'
import { SandboxError } from './sandbox.ts'

export type OnRequest = (host: string, port: number, allowed: boolean) => void

export type AllowProxy = { socketPath: string; close(): Promise<void> }

export type AllowProxySettings = {
  /** At most about 100 bytes long, as the system demands of Unix sockets. */
  socketPath: string
  /** host[:port] patterns; without a port, 80 and 443. Throws SandboxError on one that cannot be read. */
  allow: readonly string[]
  /** Who may connect; absent: this process's own user. */
  owner?: { uid: number; gid: number }
  onRequest?: OnRequest
}

const CONNECT_TIMEOUT_MS = 30_000

export async function startAllowProxy(settings: AllowProxySettings): Promise<AllowProxy> {
  const patterns = settings.allow.map((text) => {
    const pattern = parseHostPattern(text)
    if (pattern === undefined)
      throw new SandboxError('box.failed', `"${text}" is not a host such as "example.org:443".`)
    return pattern
  })
  const gate: Gate = { patterns, onRequest: settings.onRequest ?? (() => {}) }
  const server = createServer((request, response) => void forward(gate, request, response))
  server.on('connect', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    void tunnel(gate, request.url ?? '', socket as Socket, head)
  })
  const open = new Set<Duplex>()
  server.on('connection', (socket) => {
    open.add(socket)
    socket.on('error', () => socket.destroy())
    socket.once('close', () => open.delete(socket))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(settings.socketPath, resolve)
  })
  chmodSync(settings.socketPath, 0o600)
  if (settings.owner) chownSync(settings.socketPath, settings.owner.uid, settings.owner.gid)
  return {
    socketPath: settings.socketPath,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of open) socket.destroy()
      }),
  }
}

type Gate = { patterns: readonly HostPattern[]; onRequest: OnRequest }

/** The address to connect to, or undefined when the list does not grant it; throws when the name is unknown. */
async function judge(gate: Gate, host: string, port: number): Promise<string | undefined> {
  const address = await findGrantedAddress(gate.patterns, normalizeHost(host), port)
  gate.onRequest(host, port, address !== undefined)
  return address
}

async function findGrantedAddress(patterns: readonly HostPattern[], host: string, port: number) {
  if (!isGranted(patterns, host, port)) return undefined
  if (isIP(host) !== 0) return host
  const found = await lookup(host, { all: true })
  return found.find(({ address }) => isAddressGranted(patterns, host, address, port))?.address
}

async function tunnel(gate: Gate, target: string, near: Socket, head: Buffer): Promise<void> {
  const match = /^(.+):(\d{1,5})$/.exec(target)
  if (match === null) return refuseTunnel(near, '400 Bad Request', 'This is not a host and a port.')
  const [host, port] = [match[1]!, Number(match[2])]
  let address: string | undefined
  try {
    address = await judge(gate, host, port)
  } catch {
    return refuseTunnel(near, '502 Bad Gateway', `${host} could not be found.`)
  }
  if (address === undefined) return refuseTunnel(near, '403 Forbidden', refusal(host, port))
  const far = connect({ host: address, port })
  far.setTimeout(CONNECT_TIMEOUT_MS, () => far.destroy(new Error('no answer')))
  let joined = false
  far.once('connect', () => {
    joined = true
    far.setTimeout(0)
    near.write('HTTP/1.1 200 Connection established\r\n\r\n')
    if (head.length > 0) far.write(head)
    near.pipe(far)
    far.pipe(near)
  })
  far.on('error', (error) => {
    if (joined) near.destroy()
    else refuseTunnel(near, '502 Bad Gateway', `${host}:${port} could not be reached: ${error.message}`)
  })
  far.once('close', () => near.end())
  near.once('close', () => far.destroy())
}

function refuseTunnel(socket: Socket, status: string, message: string): void {
  const length = Buffer.byteLength(message) + 1
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: text/plain\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\n${message}\n`,
  )
}

async function forward(gate: Gate, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const answer = (status: number, message: string) => {
    if (response.headersSent) return void response.destroy()
    response.writeHead(status, { 'content-type': 'text/plain', connection: 'close' }).end(`${message}\n`)
  }
  const url = URL.canParse(request.url ?? '') ? new URL(request.url ?? '') : undefined
  if (url?.protocol !== 'http:') return answer(400, 'Ask this proxy for an http:// address, or use CONNECT.')
  const port = url.port === '' ? 80 : Number(url.port)
  let address: string | undefined
  try {
    address = await judge(gate, url.hostname, port)
  } catch {
    return answer(502, `${url.hostname} could not be found.`)
  }
  if (address === undefined) return answer(403, refusal(url.hostname, port))
  const { 'proxy-connection': _a, 'proxy-authorization': _b, connection: _c, ...headers } = request.headers
  const far = httpRequest({
    host: address,
    port,
    method: request.method,
    path: url.pathname + url.search,
    headers: { ...headers, host: url.host, connection: 'close' },
    agent: false,
  })
  far.once('response', (reply) => {
    response.writeHead(reply.statusCode ?? 502, reply.rawHeaders)
    reply.pipe(response)
    reply.once('error', () => response.destroy())
  })
  far.once('error', (error) => answer(502, `${url.host} could not be reached: ${error.message}`))
  response.once('close', () => far.destroy())
  request.pipe(far)
}

function refusal(host: string, port: number): string {
  return `${host}:${port} is not on the list of hosts that this command may reach.`
}
