// HTTP as bytes, for what no honest client would send. Answers what came back until the server closed or was done.
import { connect, type Socket } from 'node:net'

export type Raw = {
  method?: string
  path?: string
  /** In this order; a name may stand twice. */
  headers?: readonly (readonly [name: string, value: string])[]
  body?: string | Uint8Array
  /** A loopback address to come from. */
  from?: string
  /** Everything above is ignored: these bytes, and nothing else. */
  bytes?: string | Uint8Array
}
export type Said = { status: number; headers: string; body: string; code: string | null; message: string }

export function openRaw(url: string, from = '127.0.0.1'): Socket {
  const { port } = new URL(url)
  const socket = connect({ host: '127.0.0.1', port: Number(port), localAddress: from })
  socket.on('error', () => {})
  return socket
}

export function sendRaw(url: string, raw: Raw): Promise<Said> {
  const socket = openRaw(url, raw.from)
  return new Promise((resolve) => {
    const pieces: Buffer[] = []
    const finish = () => {
      socket.destroy()
      resolve(readAnswer(Buffer.concat(pieces)))
    }
    socket.on('data', (piece) => {
      pieces.push(piece)
      if (isWhole(Buffer.concat(pieces))) finish()
    })
    socket.on('close', finish)
    socket.write(raw.bytes ?? compose(url, raw))
  })
}

function compose(url: string, { method = 'GET', path = '/', headers = [], body }: Raw): Buffer {
  const given = new Set(headers.map(([name]) => name.toLowerCase()))
  const bytes = body === undefined ? Buffer.alloc(0) : Buffer.from(body as string)
  const lines = [`${method} ${path} HTTP/1.1`]
  if (!given.has('host')) lines.push(`Host: ${new URL(url).host}`)
  for (const [name, value] of headers) lines.push(`${name}: ${value}`)
  if (body !== undefined && !given.has('content-length') && !given.has('transfer-encoding'))
    lines.push(`Content-Length: ${bytes.length}`)
  if (!given.has('connection')) lines.push('Connection: close')
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), bytes])
}

function isWhole(answer: Buffer): boolean {
  const end = answer.indexOf('\r\n\r\n')
  if (end < 0) return false
  const length = /^content-length: (\d+)\r?$/im.exec(answer.subarray(0, end + 2).toString('latin1'))?.[1]
  return length !== undefined && answer.length >= end + 4 + Number(length)
}

function joinChunks(bytes: Buffer): Buffer {
  const pieces: Buffer[] = []
  for (let at = 0; at < bytes.length; ) {
    const line = bytes.indexOf('\r\n', at)
    const size = Number.parseInt(bytes.subarray(at, line).toString('latin1'), 16)
    if (line < 0 || !(size > 0)) break
    pieces.push(bytes.subarray(line + 2, line + 2 + size))
    at = line + 2 + size + 2
  }
  return Buffer.concat(pieces)
}

function readAnswer(answer: Buffer): Said {
  const end = answer.indexOf('\r\n\r\n')
  const headers = answer.subarray(0, end < 0 ? answer.length : end).toString('latin1')
  const rest = end < 0 ? Buffer.alloc(0) : answer.subarray(end + 4)
  const body = (/^transfer-encoding: chunked/im.test(headers) ? joinChunks(rest) : rest).toString('utf8')
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(headers)?.[1] ?? 0)
  try {
    const { code = null, message = '' } = JSON.parse(body) ?? {}
    return { status, headers, body, code, message }
  } catch {
    return { status, headers, body, code: null, message: '' }
  }
}

/** A handshake of a WebSocket for our sockets. */
export const handshake: readonly (readonly [string, string])[] = [
  ['Upgrade', 'websocket'],
  ['Connection', 'Upgrade'],
  ['Sec-WebSocket-Version', '13'],
  ['Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ=='],
]
export const socketPath = '/socket.io/?EIO=4&transport=websocket'
