// The HTTP server as strangers meet it: who is not ours is turned away before anything is parsed, what takes too long is
// ended, every answer carries the headers that protect pages, and every refusal says what it is in one sentence.
import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { BlockList } from 'node:net'
import type { Duplex } from 'node:stream'
import { clientAddress } from './client-address.ts'
import { guardRequest, type Ours, type Refusal } from './guard-request.ts'
import {
  apiPolicy,
  contentSecurityPolicy,
  dropUntrusted,
  fixedHeaders,
  strictTransport,
} from './security-headers.ts'
import { addressHeader } from './sign-in.ts'

export type Door = {
  ours: Ours
  trusted: BlockList
  /** Browsers reach us by https. */
  secure: boolean
  dev: boolean
  patience?: Partial<typeof usualPatience>
}

/** Milliseconds that a request may take to arrive. Answers may take as long as they like. */
export const usualPatience = { headersMs: 15_000, requestMs: 60_000, lookMs: 2000 }

export const isSocketPath = (request: IncomingMessage) => request.url?.startsWith('/socket.io/') ?? false

/** Listens to nothing yet. Requests for sockets pass by: serveSessions has a door of its own. */
export function createFrontDoor(
  door: Door,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Server {
  const patience = { ...usualPatience, ...door.patience }
  const server = createServer({
    headersTimeout: patience.headersMs,
    requestTimeout: patience.requestMs,
    connectionsCheckingInterval: patience.lookMs,
    // Behind a proxy a connection outlives the proxy's own patience with it, which is a minute with most.
    keepAliveTimeout: 65_000,
    maxHeaderSize: 16_384,
  })
  server.on('request', (request, response) => {
    if (isSocketPath(request)) return
    const headers = { ...fixedHeaders, ...(door.secure ? strictTransport : {}) }
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    const refused = guardRequest(
      {
        method: request.method ?? 'GET',
        headers: request.headers,
        url: request.url,
        raw: request.rawHeaders,
      },
      door.ours,
    )
    if (refused) return refuse(response, refused)
    admit(request, response, door)
    answer(request, response)
  })
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => endBroken(error, socket))
  return server
}

function refuse(response: ServerResponse, { status, code, message }: Refusal): void {
  response.setHeader('content-security-policy', apiPolicy)
  const body = JSON.stringify({ code, message })
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
  })
  response.end(body)
}

/** From here on its headers say only what is true. */
function admit(request: IncomingMessage, response: ServerResponse, { trusted, dev }: Door): void {
  const address = clientAddress(request, trusted)
  dropUntrusted(request.headers)
  request.headers[addressHeader] = address
  if (request.url?.startsWith('/api/')) {
    response.setHeader('content-security-policy', apiPolicy)
    return
  }
  const nonce = randomBytes(16).toString('base64')
  const policy = contentSecurityPolicy({ nonce, dev })
  response.setHeader('content-security-policy', policy)
  Object.assign(request.headers, { 'content-security-policy': policy, 'x-nonce': nonce })
}

/** An upgrade that is not let in. The connection ends with it. */
export function refuseUpgrade(socket: Duplex, refusal: Omit<Refusal, 'status'> & { status: number }): void {
  socket.on('error', () => {})
  if (socket.writable) socket.end(plainAnswer(refusal))
}

const broken: Record<string, { status: number; code: string; message: string }> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    code: 'request.headers',
    message: 'Address and headers together may have 16 KB. Send less.',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    code: 'request.timeout',
    message: 'The request took too long to arrive. Send it again, at once.',
  },
}
const malformed = { status: 400, code: 'request.malformed', message: 'This is not a valid HTTP request.' }

function endBroken(error: NodeJS.ErrnoException, socket: Duplex & { _httpMessage?: ServerResponse }): void {
  if (error.code === 'ECONNRESET' || !socket.writable || socket._httpMessage?.headersSent) {
    socket.destroy()
    return
  }
  socket.end(plainAnswer(broken[error.code ?? ''] ?? malformed), () => socket.destroy())
}

const reasons: Record<number, string> = {
  400: 'Bad Request',
  403: 'Forbidden',
  408: 'Request Timeout',
  421: 'Misdirected Request',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
}

function plainAnswer({ status, code, message }: { status: number; code: string; message: string }): string {
  const body = JSON.stringify({ code, message })
  return [
    `HTTP/1.1 ${status} ${reasons[status] ?? 'Refused'}`,
    'Content-Type: application/json',
    'X-Content-Type-Options: nosniff',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n')
}
