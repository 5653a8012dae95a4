// Requests that were not made by us: foreign hosts, foreign pages, headers that claim to come from a proxy or from inside.
// Whatever is said, the answer is a refusal with a sentence, or exactly what it would be without the claim.
import { afterAll, beforeAll, expect } from 'vitest'
import { db } from '../../lib/db.ts'
import { type LiveServer, startLiveServer } from '../../lib/testing/live-server.ts'
import { makeSession } from '../../lib/testing/test-people.ts'
import { eachCase } from '../each-case.ts'
import { handshake, type Raw, sendRaw, socketPath } from './send-raw.ts'

let live: LiveServer
let sessionId: string
beforeAll(async () => {
  live = await startLiveServer()
  sessionId = await makeSession(db(), live.admin, live.projectId, 'Asked by whom')
})
afterAll(() => live?.close())

const own = () => new URL(live.url)
type Header = readonly [string, string]
type Target = { what: string; raw: () => Raw & { headers: readonly Header[] } }
const json: Header = ['Content-Type', 'application/json']
const cookie = (): Header => ['Cookie', live.admin.cookie]
const rename = () =>
  JSON.stringify({
    type: 'session.rename',
    commandId: crypto.randomUUID(),
    sessionId,
    data: { title: 'Renamed by a stranger' },
  })
const post = (what: string, path: string, body: () => string): Target => ({
  what,
  raw: () => ({ method: 'POST', path, headers: [json, cookie()], body: body() }),
})
const changes: Target[] = [
  post('a command', '/api/commands', rename),
  post('sign-out', '/api/auth/sign-out', () => '{}'),
  post('a new token', '/api/tokens', () => '{"name":"stolen"}'),
  {
    what: 'removing a member',
    raw: () => ({
      method: 'DELETE',
      path: `/api/projects/${live.projectId}/members/${live.admin.userId}`,
      headers: [cookie()],
    }),
  },
  { what: 'a socket', raw: () => ({ path: socketPath, headers: [...handshake, cookie()] }) },
]
const readings: Target[] = [
  { what: 'reading', raw: () => ({ path: '/api/projects', headers: [cookie()] }) },
  { what: 'health', raw: () => ({ path: '/api/health', headers: [] }) },
]

const hosts: Record<string, () => string> = {
  'another name': () => 'evil.example',
  'another name with our port': () => `evil.example:${own().port}`,
  'our name without the port': () => 'localhost',
  'our name with another port': () => 'localhost:1',
  'a name that begins like ours': () => `localhost.evil.example:${own().port}`,
  'a name that ends like ours': () => `evil-localhost:${own().port}`,
  'our name with a dot at its end': () => `localhost.:${own().port}`,
  'a name that resolves to loopback': () => `127.0.0.1.nip.io:${own().port}`,
  'loopback in short': () => `127.1:${own().port}`,
  'loopback as one number': () => `2130706433:${own().port}`,
  'loopback as IPv6 of IPv4': () => `[::ffff:7f00:1]:${own().port}`,
  'the address of everything': () => `0.0.0.0:${own().port}`,
  'our name before an at sign': () => `localhost:${own().port}@evil.example`,
  'our name after an at sign': () => `evil.example@localhost:${own().port}`,
  'nothing at all': () => '',
  'ours and another': () => `localhost:${own().port}, evil.example`,
}
const hostCases = Object.entries(hosts).flatMap(([said, host]) =>
  [...changes, ...readings].map(({ what, raw }) => ({
    name: `Host is ${said}: ${what}`,
    raw: (): Raw => {
      const one = raw()
      const claims: Header[] = [
        ['Host', host()],
        ['Origin', live.url],
        ['X-Forwarded-Host', own().host],
      ]
      return { ...one, headers: [...one.headers, ...claims] }
    },
    status: 421,
    code: 'host.foreign',
  })),
)

const origins: Record<string, [() => string | null, string]> = {
  missing: [() => null, 'origin.missing'],
  null: [() => 'null', 'origin.foreign'],
  'of another site': [() => 'https://evil.example', 'origin.foreign'],
  'of another port of this machine': [() => 'http://localhost:1', 'origin.foreign'],
  'of this machine by https': [() => live.url.replace('http:', 'https:'), 'origin.foreign'],
  'one that begins like ours': [() => `${live.url}.evil.example`, 'origin.foreign'],
  'one that ends like ours': [() => `http://evil.example/${live.url}`, 'origin.foreign'],
  'ours with a slash': [() => `${live.url}/`, 'origin.foreign'],
  'ours in capitals': [() => live.url.toUpperCase(), 'origin.foreign'],
  'ours and another': [() => `${live.url} https://evil.example`, 'origin.foreign'],
  'of a file': [() => 'file://', 'origin.foreign'],
  empty: [() => '', 'origin.foreign'],
}
const originCases = Object.entries(origins).flatMap(([said, [origin, code]]) =>
  changes.map(({ what, raw }) => ({
    name: `Origin is ${said}: ${what}`,
    raw: (): Raw => {
      const one = raw()
      const value = origin()
      return { ...one, headers: [...one.headers, ...(value === null ? [] : [['Origin', value] as Header])] }
    },
    status: 403,
    code,
  })),
)

const types: Record<string, string | null> = {
  'a form': 'application/x-www-form-urlencoded',
  'a form with files': 'multipart/form-data; boundary=x',
  'plain text': 'text/plain',
  'plain text that names JSON': 'text/plain; application/json',
  'a list of types': 'text/plain, application/json',
  'JSON in UTF-16': 'application/json; charset=utf-16',
  'another JSON': 'application/csp-report',
  nothing: null,
}
const typeCases = Object.entries(types).flatMap(([said, type]) =>
  changes.slice(0, 3).map(({ what, raw }) => ({
    name: `Content-Type is ${said}: ${what}`,
    raw: (): Raw => {
      const one = raw()
      const headers = one.headers.filter(([name]) => name !== 'Content-Type')
      return {
        ...one,
        path: what === 'sign-out' ? '/api/auth/change-password' : (one.path ?? '/'),
        headers: [...headers, ['Origin', live.url], ...(type ? [['Content-Type', type] as Header] : [])],
      }
    },
    status: 400,
    code: 'request.type',
  })),
)

const claims: Record<string, string> = {
  'X-Forwarded-Host': 'evil.example',
  'X-Forwarded-Proto': 'https',
  'X-Forwarded-For': '127.0.0.1',
  'X-Forwarded-Port': '443',
  'X-Forwarded-Prefix': '/api/health',
  'X-Forwarded-User': 'ada@example.org',
  Forwarded: 'for=127.0.0.1;host=evil.example;proto=https',
  'X-Real-IP': '127.0.0.1',
  'True-Client-IP': '127.0.0.1',
  'X-Middleware-Subrequest': 'middleware:middleware:middleware:middleware:middleware',
  'X-Middleware-Rewrite': '/api/health',
  'X-Middleware-Next': '1',
  'X-Invoke-Path': '/api/health',
  'X-Invoke-Status': '200',
  'X-Matched-Path': '/api/health',
  'X-Now-Route-Matches': '1=health',
  'X-Nextjs-Data': '1',
  'Next-Action': 'x',
  'Next-Resume': '1',
  'X-Original-URL': '/api/health',
  'X-Rewrite-URL': '/api/health',
  'X-HTTP-Method-Override': 'DELETE',
  'X-HTTP-Method': 'DELETE',
  'X-Method-Override': 'DELETE',
  'X-Countersign-Address': '198.51.100.1',
  'X-Nonce': 'guessed',
  'Content-Security-Policy': "script-src 'unsafe-inline'",
  'X-User-Id': 'admin',
  Via: '1.1 evil.example',
}
const claimCases = Object.entries(claims).flatMap(([name, value]) => [
  {
    name: `a stranger says ${name}`,
    raw: (): Raw => ({ path: '/api/projects', headers: [[name, value]] }),
    status: 401,
    code: 'account.required',
  },
  {
    name: `a page of ours asks for a project, with ${name}`,
    raw: (): Raw => ({ path: `/api/projects/${live.projectId}`, headers: [cookie(), [name, value]] }),
    status: 200,
    code: null,
  },
  {
    name: `a foreign page says ${name}`,
    raw: (): Raw => ({
      method: 'POST',
      path: '/api/commands',
      headers: [cookie(), json, ['Origin', 'https://evil.example'], [name, value]],
      body: rename(),
    }),
    status: 403,
    code: 'origin.foreign',
  },
])

const twice = ['Host', 'Origin', 'Authorization', 'Content-Type'].map((name) => ({
  name: `the header ${name} stands twice`,
  raw: (): Raw => ({
    method: 'POST',
    path: '/api/commands',
    headers: [
      cookie(),
      json,
      ['Origin', live.url],
      ['Host', own().host],
      [name, name === 'Host' ? own().host : 'x'],
    ].concat(name === 'Authorization' ? [['Authorization', 'Bearer y']] : []) as Header[],
    body: rename(),
  }),
  status: 400,
  code: 'request.headers',
}))

eachCase(
  'whose request',
  [...hostCases, ...originCases, ...typeCases, ...claimCases, ...twice],
  { sample: 60 },
  async ({ raw, status, code }) => {
    const said = await sendRaw(live.url, raw())
    expect([said.status, said.code], said.body.slice(0, 300)).toEqual([status, code])
    if (status !== 200) expect(said.message).toMatch(/^[A-Z].*\.$/)
    expect(said.headers).not.toMatch(/^(set-cookie|location):/im)
    // Nothing changed by it: still signed in, still called as before, no token, still a project.
    const { title } = await db().session.findUniqueOrThrow({ where: { id: sessionId } })
    expect(title).not.toContain('stranger')
    expect(await db().authSession.count()).toBe(1)
    expect(await db().apiToken.count()).toBe(0)
    expect(await db().project.count({ where: { archivedAt: null } })).toBe(1)
  },
)
