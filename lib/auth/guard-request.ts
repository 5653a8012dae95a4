// The first door, before anything is parsed: is it our address that was asked, and does a browser act for one of our pages?
// Pure. Names of other people's pages and machines stop here, and so do bodies that are too large.
import type { IncomingHttpHeaders } from 'node:http'

export type Refusal = { status: 400 | 403 | 411 | 413 | 421; code: string; message: string }
export type Ours = { hosts: ReadonlySet<string>; origins: ReadonlySet<string> }
type Asked = {
  method: string
  headers: IncomingHttpHeaders
  handshake?: boolean
  /** As it stood in the request line. */
  url?: string | undefined
  /** As they came, names and values in turn: what stands twice is seen only here. */
  raw?: readonly string[]
}

export const maxBodyBytes = 2 * 1024 * 1024
const reading = new Set(['GET', 'HEAD', 'OPTIONS'])

/** null: let it in. A handshake of a socket counts as a change, since commands follow. */
export function guardRequest(
  { method, headers, handshake = false, url = '/', raw = [] }: Asked,
  { hosts, origins }: Ours,
): Refusal | null {
  if (!hosts.has((headers.host ?? '').toLowerCase()))
    return refuse(
      421,
      'host.foreign',
      'This is not the address of this installation. PUBLIC_URL says which one is.',
    )
  if (twice(raw, 'host') || twice(raw, 'origin') || twice(raw, 'authorization') || twice(raw, 'content-type'))
    return refuse(400, 'request.headers', 'A header stands twice. Send it once.')
  // Another host, or what a browser would take for one when it is sent there.
  if (!url.startsWith('/') || /^\/[/\\]|\\/.test(url) || !isEncoded(url.split('?')[0]!))
    return refuse(
      400,
      'request.address',
      'This address is not well formed. Begin it with one slash, and encode it as UTF-8.',
    )
  const { origin } = headers
  if (origin !== undefined && !origins.has(origin))
    return refuse(403, 'origin.foreign', 'This was asked by a page of another site. Open Countersign itself.')
  const changes = handshake || !reading.has(method)
  const byToken = headers.authorization !== undefined && headers.cookie === undefined
  if (changes && origin === undefined && !byToken)
    return refuse(403, 'origin.missing', 'A change needs an Origin header, or an API token and no cookie.')
  if (headers['transfer-encoding'] !== undefined)
    return refuse(411, 'request.length', 'Send the body with a Content-Length.')
  if (Number(headers['content-length'] ?? 0) > maxBodyBytes)
    return refuse(413, 'request.too-large', 'A request may have 2 MB. Send less at once.')
  return null
}

function isEncoded(path: string): boolean {
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}

const twice = (raw: readonly string[], name: string) =>
  raw.filter((text, position) => position % 2 === 0 && text.toLowerCase() === name).length > 1

function refuse(status: Refusal['status'], code: string, message: string): Refusal {
  return { status, code, message }
}
