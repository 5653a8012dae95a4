// Addresses that lead elsewhere, climb, or pretend to be inside, on the built server: no redirect to another host, no failure, and
// nothing told of secrets or of where the program lies.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { root } from '../../bin/node-runtime.mjs'
import { eachCase } from '../each-case.ts'
import { admin, holdEvilServer, ids, invitation, pages, server, toldSecrets } from './evil-server.ts'
import { sendRaw } from './send-raw.ts'

holdEvilServer()

const get = (path: string, headers: readonly (readonly [string, string])[] = []) =>
  sendRaw(server.url, { path, headers })
const signedIn = () => [['Cookie', admin.cookie]] as const
const where = [
  'https://evil.example',
  '//evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/%09/evil.example',
  'javascript:hit()',
  '%2f%2fevil.example',
  '/.//evil.example',
  'https:evil.example',
  '/\t/evil.example',
  ' //evil.example',
  '@evil.example',
  'http://localhost.evil.example',
  '///evil.example',
]
const redirects = where.flatMap((to) =>
  ['/sign-in?to=', '/sign-in?next=', '/join?to=', '/first?to='].map((page) => ({
    name: `going to ${JSON.stringify(to)} by ${page}`,
    async act() {
      const said = await get(`${page}${encodeURIComponent(to)}`, signedIn())
      const location = /^location: (.*)$/im.exec(said.headers)?.[1]?.trim() ?? '/'
      expect(new URL(location, server.url).origin).toBe(server.url)
      const meta =
        /url=([^"&]+)/i.exec(/<meta[^>]*http-equiv="refresh"[^>]*>/i.exec(said.body)?.[0] ?? '')?.[1] ?? '/'
      expect(new URL(meta, server.url).origin).toBe(server.url)
    },
  })),
)
const tricks = [
  '..',
  '%2e%2e',
  '%2e%2e%2f%2e%2e%2fetc%2fpasswd',
  '..%5c..%5cserver.ts',
  '%00',
  'a%00.png',
  '%ff%fe',
  '%',
  '%u002e',
  '__proto__',
  'constructor',
  'toString',
  'a'.repeat(9000),
  '%F0%9F%92%A9',
  '%E2%80%AE',
  '%0d%0aSet-Cookie:%20a=b',
  "'%20OR%20'1'='1",
  '[sessionId]',
  '%5B%5D',
  '.git',
  ';x=1',
  '$%7B7*7%7D',
]
const roots = [
  '/sessions/',
  '/projects/',
  '/api/sessions/',
  '/api/projects/',
  '/api/people/',
  '/_next/static/',
  '/_next/image?url=',
  '/api/auth/',
  '/',
]
const paths = tricks.flatMap((trick) =>
  roots.map((start) => ({
    name: `the path ${start}${trick.slice(0, 40)}`,
    async act() {
      const said = await get(`${start}${trick}`, signedIn())
      expect(said.status, said.body.slice(0, 300)).toBeGreaterThan(0)
      expect(said.status, said.body.slice(0, 300)).toBeLessThan(500)
      expect(said.headers).not.toMatch(/^set-cookie: a=b/im)
      expect(`${said.headers}${said.body}`).not.toMatch(
        /root:x:0|node_modules\/|at Object\.|\.ts:\d+|PrismaClient|postgresql:\/\//,
      )
      expect(said.body).not.toContain(root)
      expect(toldSecrets(said.body)).toEqual([])
    },
  })),
)
const inner = Object.entries({
  'X-Middleware-Subrequest': 'middleware',
  'X-Original-URL': '/sign-in',
  'X-Rewrite-URL': '/sign-in',
  'X-Invoke-Path': '/sign-in',
  'X-Matched-Path': '/sign-in',
  'X-Nextjs-Data': '1',
  RSC: '1',
  'Next-Router-Prefetch': '1',
  'Next-Action': 'x',
  'X-Forwarded-Host': 'evil.example',
  'X-Nonce': 'guessed',
}).map(([name, value]) => ({
  name: `a stranger opens a session with ${name}`,
  async act() {
    const said = await get(`/sessions/${ids.session}`, [[name, value]])
    expect(said.status).toBeLessThan(500)
    expect(said.body).not.toContain('desired state')
    expect(`${said.headers}`).not.toMatch(/evil\.example|nonce-guessed/)
  },
}))
const quiet = [
  {
    name: 'no bundle for browsers tells a secret or a path of the machine',
    async act() {
      const files = globSync('.next/static/**/*.{js,css,json}', { cwd: root })
      expect(files.length).toBeGreaterThan(10)
      for (const file of files) {
        const text = readFileSync(join(root, file), 'utf8')
        expect(toldSecrets(text), file).toEqual([])
        expect(text.includes(`${root}/`), file).toBe(false)
      }
    },
  },
  {
    name: 'no payload of a page and no answer of the API tells a secret',
    async act() {
      const api = [
        '/api/sessions',
        `/api/sessions/${ids.session}`,
        `/api/sessions/${ids.session}/events?limit=500`,
        `/api/sessions/${ids.session}/log`,
        '/api/projects',
        `/api/projects/${ids.project}`,
        '/api/people',
        '/api/invitations',
        '/api/tokens',
        '/api/teams',
        '/api/settings/model',
        '/api/settings/installation',
        '/api/waiting',
        '/api/auth/get-session',
      ]
      for (const path of api) {
        const said = await get(path, signedIn())
        expect([path, said.status]).toEqual([path, 200])
        expect(toldSecrets(said.body), path).toEqual([])
        expect(said.body.includes(invitation), path).toBe(false)
        expect(said.headers).toMatch(/content-security-policy: default-src 'none'/i)
      }
      for (const page of Object.values(pages)) {
        const said = await get(page(), [...signedIn(), ['RSC', '1']])
        expect(toldSecrets(said.body), page()).toEqual([])
      }
    },
  },
  {
    name: 'the log of the server tells no secret',
    async act() {
      for (const path of ['/api/sessions?cursor=%00', '/api/projects/none', '/sessions/none'])
        await get(path, signedIn())
      expect(toldSecrets(server.log())).toEqual([])
      expect(server.log()).not.toContain(invitation)
    },
  },
]

eachCase(
  'addresses',
  [...redirects, ...paths, ...inner, ...quiet],
  { sample: 40, timeout: 120_000 },
  ({ act }) => act(),
)
