// Requests that are too large, too deep, too slow, ambiguous or not HTTP at all, on the real door and the real routes. Each is
// refused with a status, a code and a sentence, nothing is changed by it, and others are served meanwhile.
import { afterAll, beforeAll, expect } from 'vitest'
import { db } from '../../lib/db.ts'
import { type LiveServer, startLiveServer } from '../../lib/testing/live-server.ts'
import { makeSession, makeToken } from '../../lib/testing/test-people.ts'
import { eachCase } from '../each-case.ts'
import { handshake, type Raw, sendRaw, socketPath } from './send-raw.ts'

let live: LiveServer
let sessionId: string
let token: string
let ready: number
beforeAll(async () => {
  live = await startLiveServer({ patience: { headersMs: 400, requestMs: 700, lookMs: 50 } })
  sessionId = await makeSession(db(), live.admin, live.projectId, 'Malformed')
  token = await makeToken(db(), live.admin, ['read', 'write'])
  ready = await db().event.count()
})
afterAll(() => live?.close())

type Header = readonly [string, string]
type Malformed = { name: string; raw: () => Raw; status: number | number[]; code?: RegExp }
const bearer = (): Header => ['Authorization', `Bearer ${token}`]
const command = (name: string, body: () => string | Uint8Array, code: RegExp, status = 400): Malformed => ({
  name: `a command with ${name}`,
  raw: () => ({
    method: 'POST',
    path: '/api/commands',
    headers: [bearer(), ['Content-Type', 'application/json']],
    body: body(),
  }),
  status,
  code,
})
const message = (more = '', data = '{"text":"x"}') =>
  `{"type":"message.post","commandId":"${crypto.randomUUID()}","sessionId":"${sessionId}","data":${data}${more}}`
const nest = (depth: number, open: string, close: string) => open.repeat(depth) + close.repeat(depth)

const json = /^request\.json$/
const invalid = /^request\.invalid$/
const bodies: Malformed[] = [
  command(
    '2 MB and one byte',
    () => message(`,"x":"${'x'.repeat(2 * 1024 * 1024)}"`),
    /^request\.too-large$/,
    413,
  ),
  command('20 MB', () => 'x'.repeat(20_000_000), /^request\.too-large$/, 413),
  command('65 lists in each other', () => message(`,"x":${nest(65, '[', ']')}`), /^request\.depth$/),
  command('a million lists in each other', () => nest(1_000_000, '[', ']'), /^request\.depth$/),
  command(
    '200,000 objects in each other',
    () => `${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}`,
    /^request\.depth$/,
  ),
  command('a million lists that never end', () => '['.repeat(1_000_000), json),
  command('a name twice', () => message(`,"sessionId":"${sessionId}"`), json),
  command('a name twice in other spelling', () => message(`,"session\\u0049d":"x"`), json),
  command('__proto__', () => message(',"__proto__":{"admin":true}'), json),
  command('__proto__ further in', () => message('', '{"text":"x","__proto__":{"text":"y"}}'), json),
  command(
    'constructor and prototype',
    () => message(',"constructor":{"prototype":{"admin":true}}', '{}'),
    invalid,
  ),
  command('bytes that are no UTF-8', () => Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]), json),
  command('UTF-16', () => Buffer.from(message(), 'utf16le'), json),
  command('an overlong slash', () => Buffer.from('{"a":"\xc0\xaf"}', 'latin1'), json),
  command('nothing', () => '', json),
  command('an unfinished object', () => '{"type":"message.post"', json),
  command('a comma too much', () => '{"type":"message.post",}', json),
  command('a comment', () => '{} // x', json),
  command('single quotes', () => "{'type':'x'}", json),
  command('two values', () => '{}{}', json),
  command('NaN', () => '{"type":NaN}', json),
  command('a list', () => '[]', invalid),
  command('null', () => 'null', invalid),
  command('a number', () => '1e400', invalid),
  command('a text', () => '"message.post"', invalid),
  command('an unknown type', () => '{"type":"session.explode"}', invalid),
  command('the type as a list', () => '{"type":["message.post"]}', invalid),
  command('a type of every object', () => '{"type":"toString"}', invalid),
  command('an object for a text', () => message('', '{"text":{"length":1}}'), invalid),
  command(
    'an object for a session',
    () => `{"type":"message.post","commandId":"x","sessionId":{"not":""},"data":{"text":"x"}}`,
    invalid,
  ),
  command('a text of 1.9 MB', () => message('', `{"text":"${'x'.repeat(1_900_000)}"}`), invalid),
  command(
    '100,000 mentions',
    () => message('', `{"text":"x","mentions":[${Array(100_000).fill('"a"').join()}]}`),
    invalid,
  ),
  command(
    '300,000 names',
    () => `{${Array.from({ length: 150_000 }, (_, n) => `"n${n}":1`).join()}}`,
    invalid,
  ),
]

const post = (headers: readonly Header[], body = '{}'): Raw => ({
  method: 'POST',
  path: '/api/commands',
  headers: [bearer(), ['Content-Type', 'application/json'], ...headers],
  body,
})
const own = () => new URL(live.url).host
const bytes = (text: () => string | Uint8Array) => () => ({ bytes: text() })
const line = (first: string, more = '') =>
  bytes(() => `${first}\r\nHost: ${own()}\r\n${more}Connection: close\r\n\r\n`)
const wire: Malformed[] = [
  {
    name: 'a body in chunks',
    raw: () => post([['Transfer-Encoding', 'chunked']], '2\r\n{}\r\n0\r\n\r\n'),
    status: 411,
    code: /^request\.length$/,
  },
  {
    name: 'a body in chunks that never ends',
    raw: () => post([['Transfer-Encoding', 'chunked']], '2\r\n{}\r\n'),
    status: 411,
    code: /^request\.length$/,
  },
  {
    name: 'chunks in capitals',
    raw: () => post([['Transfer-Encoding', 'Chunked']], '0\r\n\r\n'),
    status: 411,
    code: /^request\.length$/,
  },
  {
    name: 'a length and chunks',
    raw: () =>
      post(
        [
          ['Content-Length', '4'],
          ['Transfer-Encoding', 'chunked'],
        ],
        '0\r\n\r\n',
      ),
    status: 400,
  },
  {
    name: 'an unknown transfer encoding',
    raw: () => post([['Transfer-Encoding', 'xchunked']]),
    status: [400, 411],
  },
  {
    name: 'two lengths',
    raw: () =>
      post([
        ['Content-Length', '2'],
        ['Content-Length', '3'],
      ]),
    status: 400,
  },
  { name: 'a negative length', raw: () => post([['Content-Length', '-1']]), status: 400 },
  { name: 'a length that is no number', raw: () => post([['Content-Length', '0x2']]), status: 400 },
  {
    name: 'a length beyond all numbers',
    raw: () => post([['Content-Length', '9'.repeat(30)]]),
    status: [400, 413],
  },
  {
    name: 'a length of 20 GB, and little',
    raw: () => post([['Content-Length', '20000000000']]),
    status: 413,
    code: /^request\.too-large$/,
  },
  {
    name: 'a folded header',
    raw: line('GET /api/health HTTP/1.1', 'X-A: a\r\n b\r\nX Y: 1\r\n'),
    status: 400,
  },
  { name: 'a header with NUL', raw: line('GET /api/health HTTP/1.1', 'X-A: a\u0000b\r\n'), status: 400 },
  { name: 'a space before the colon', raw: line('GET /api/health HTTP/1.1', 'X-A : a\r\n'), status: 400 },
  {
    name: 'lines that end with LF alone',
    raw: bytes(() => `GET /api/health HTTP/1.1\nHost: evil\n\n`),
    status: [400, 421],
  },
  { name: 'no host', raw: bytes(() => 'GET /api/health HTTP/1.1\r\nConnection: close\r\n\r\n'), status: 400 },
  { name: 'HTTP/1.0 without host', raw: bytes(() => 'GET /api/health HTTP/1.0\r\n\r\n'), status: [400, 421] },
  { name: 'HTTP/0.9', raw: bytes(() => 'GET /api/health\r\n\r\n'), status: [400, 421] },
  { name: 'HTTP/2 in the clear', raw: bytes(() => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), status: [0, 400] },
  { name: 'TLS', raw: bytes(() => Buffer.from('16030100c8010000c40303', 'hex')), status: [0, 400, 408] },
  {
    name: 'noise',
    raw: bytes(() => Buffer.from(Array.from({ length: 4096 }, (_, n) => (n * 197 + 13) % 256))),
    status: 400,
  },
  {
    name: 'another host in the address',
    raw: line('GET http://evil.example/api/health HTTP/1.1'),
    status: 400,
    code: /^request\.address$/,
  },
  {
    name: 'our host in the address',
    raw: line('GET http://localhost/api/health HTTP/1.1'),
    status: 400,
    code: /^request\.address$/,
  },
  {
    name: 'an address that begins with two slashes',
    raw: line('GET //evil.example/api/health HTTP/1.1'),
    status: 400,
    code: /^request\.address$/,
  },
  {
    name: 'an address with a backslash',
    raw: line('GET /\\evil.example HTTP/1.1'),
    status: 400,
    code: /^request\.address$/,
  },
  { name: 'CONNECT', raw: line('CONNECT evil.example:443 HTTP/1.1'), status: [0, 400] },
  { name: 'TRACE', raw: line('TRACE /api/health HTTP/1.1'), status: [403, 405], code: /./ },
  { name: 'a method of our own', raw: line('BREW /api/health HTTP/1.1'), status: 400 },
  {
    name: 'PUT where only GET is',
    raw: () => ({ method: 'PUT', path: '/api/health', headers: [bearer()] }),
    status: 405,
  },
  {
    name: 'a header of 20 KB',
    raw: () => ({ path: '/api/health', headers: [['X-A', 'x'.repeat(20_000)]] }),
    status: 431,
    code: /^request\.headers$/,
  },
  {
    name: 'a cookie of 20 KB',
    raw: () => ({ path: '/api/projects', headers: [['Cookie', 'x'.repeat(20_000)]] }),
    status: 431,
    code: /^request\.headers$/,
  },
  {
    name: '3,000 headers',
    raw: () => ({
      path: '/api/health',
      headers: Array.from({ length: 3000 }, (_, n) => [`X-${n}`, 'x'] as Header),
    }),
    status: 431,
    code: /^request\.headers$/,
  },
  {
    name: '10,000 parameters',
    raw: () => ({ path: `/api/sessions?${'a=1&'.repeat(10_000)}`, headers: [bearer()] }),
    status: 431,
    code: /^request\.headers$/,
  },
  {
    name: 'an upgrade to something else',
    raw: () => ({ path: '/socket.io/?EIO=4&transport=polling', headers: [] }),
    status: 400,
  },
  {
    name: 'a socket with an unknown protocol',
    raw: () => ({
      path: '/socket.io/?EIO=9&transport=websocket',
      headers: [...handshake, ['Origin', live.url]],
    }),
    // The library shakes hands before it looks, and closes then.
    status: [101, 400],
  },
  {
    name: 'a socket that resumes another one',
    raw: () => ({ path: `${socketPath}&sid=__proto__`, headers: [...handshake, ['Origin', live.url]] }),
    status: 400,
  },
  {
    name: 'headers that never end',
    raw: bytes(() => `GET /api/health HTTP/1.1\r\nHost: ${own()}\r\nX-A: `),
    status: 408,
    code: /^request\.timeout$/,
  },
  {
    name: 'a first line that never ends',
    raw: bytes(() => 'GET /api'),
    status: 408,
    code: /^request\.timeout$/,
  },
  { name: 'a body that never comes', raw: () => post([['Content-Length', '100']], '{'), status: [0, 408] },
]

eachCase('malformed', [...bodies, ...wire], { sample: 25 }, async ({ raw, status, code }) => {
  const [said, other] = await Promise.all([
    sendRaw(live.url, raw()),
    sendRaw(live.url, { path: '/api/waiting', headers: [['Cookie', live.admin.cookie]] }),
  ])
  expect([status].flat(), `${said.headers}\n${said.body.slice(0, 300)}`).toContain(said.status)
  if (code) {
    expect(said.code).toMatch(code)
    expect(said.message).toMatch(/^[A-Z"\w].*\.?$/)
  }
  expect(said.body + said.headers).not.toMatch(/node_modules|\.ts:|at Object|prisma/i)
  expect(other.status).toBe(200)
  expect(await db().event.count()).toBe(ready)
  expect(({} as { admin?: boolean }).admin).toBeUndefined()
})
