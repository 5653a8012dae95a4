// Every route and every socket event, against everyone who must not use it. A route or event that is missing from the
// table fails the test, so nothing can be added without saying who may.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { io } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { db } from '../db.ts'
import type { Needed } from '../domain/can.ts'
import type { Scope } from '../protocol/people.ts'
import type { ClientSocket } from '../realtime/connection.ts'
import { rightsTable, socketTable, type World } from '../testing/rights-table.ts'
import { type RunningRoutes, serveRoutes } from '../testing/serve-routes.ts'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import {
  makeAdmin,
  makePerson,
  makeProject,
  makeSession,
  makeToken,
  type TestPerson,
} from '../testing/test-people.ts'

const scopes: Scope[] = ['read', 'write', 'decide']
let database: TestDatabase
let server: RunningRoutes
let folder: string
let world: World
let admin: TestPerson
let viewer: TestPerson
let outsider: TestPerson
const tokens = new Map<Needed, string>()

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-rights-'))
  database = await createTestDatabase()
  server = await serveRoutes(database.url, { dataFolder: folder })
  admin = await makeAdmin(db(), server.url)
  const projectId = await makeProject(db(), 'Rights')
  viewer = await makePerson(db(), server.url, admin, {
    name: 'Vera',
    role: 'viewer',
    projectIds: [projectId],
  })
  outsider = await makePerson(db(), server.url, admin, { name: 'Otto', role: 'engineer' })
  const sessionId = await makeSession(db(), admin, projectId, 'A state that only members may see')
  const job = await db().projectJob.create({ data: { projectId, kind: 'fetch', status: 'done' } })
  const team = await db().team.create({ data: { name: 'Team' } })
  const invitation = await db().invitation.create({
    data: {
      email: 'x@example.org',
      tokenHash: 'x',
      projectIds: [],
      invitedById: admin.userId,
      expiresAt: new Date(),
    },
  })
  const token = await db().apiToken.create({
    data: { userId: admin.userId, name: 'victim', hash: 'x', hint: 'cs_x', scopes: [] },
  })
  world = {
    projectId,
    sessionId,
    jobId: job.id,
    teamId: team.id,
    invitationId: invitation.id,
    tokenId: token.id,
    userId: viewer.userId,
  }
  // For each scope a token that has all others; for what no token may do, one that has all.
  for (const scope of scopes)
    tokens.set(
      scope,
      await makeToken(
        db(),
        admin,
        scopes.filter((one) => one !== scope),
      ),
    )
  tokens.set('person', await makeToken(db(), admin, scopes))
})

afterAll(async () => {
  await server?.close()
  await database?.drop()
  await rm(folder, { recursive: true, force: true })
})

type Headers = Record<string, string>
async function ask(one: (typeof rightsTable)[number], headers: Headers) {
  const answer = await fetch(`${server.url}${one.url(world)}`, {
    method: one.method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(one.method === 'GET' ? {} : { body: JSON.stringify(one.body?.(world) ?? {}) }),
  })
  const text = await answer.text()
  const code =
    answer.status >= 400 && text.startsWith('{') ? (JSON.parse(text) as { code?: string }).code : undefined
  return { status: answer.status, code, text }
}
const asPerson = (person: TestPerson): Headers => ({ cookie: person.cookie, origin: server.url })

test('the table names every route and method there is, and no other', () => {
  const there = server.routes.flatMap((route) =>
    Object.keys(route.methods).map((method) => `${method} ${route.path}`),
  )
  expect(rightsTable.map((one) => `${one.method} ${one.route}`).sort()).toEqual(there.sort())
})

describe.each(rightsTable)('$method $route', (one) => {
  test('a foreign page is refused, even with the cookie of an admin', async () => {
    const foreign = await ask(one, { cookie: admin.cookie, origin: 'https://evil.example' })
    expect(foreign).toMatchObject({ status: 403, code: 'origin.foreign' })
  })

  if (one.method !== 'GET')
    test('a change by cookie without an Origin is refused', async () => {
      expect(await ask(one, { cookie: admin.cookie })).toMatchObject({ status: 403, code: 'origin.missing' })
    })

  if (one.public === undefined)
    test('without a session it is refused', async () => {
      expect(await ask(one, { origin: server.url })).toMatchObject({ status: 401, code: 'account.required' })
      const forged = await ask(one, { origin: server.url, cookie: 'countersign.session_token=forged.forged' })
      expect(forged).toMatchObject({ status: 401, code: 'account.required' })
      expect(await ask(one, { authorization: `Bearer cs_${'a'.repeat(43)}` })).toMatchObject({ status: 401 })
    })

  if (one.public === undefined)
    test('a token without the scope is refused', async () => {
      const refused = await ask(one, { authorization: `Bearer ${tokens.get(one.scope!)}` })
      expect(refused).toMatchObject({ status: 403, code: 'token.scope' })
    })

  if (one.viewer === 'refused')
    test('a viewer is refused', async () => {
      const refused = await ask(one, asPerson(viewer))
      expect(refused).toMatchObject({ status: 403, code: expect.stringMatching(/\.not-allowed$/) })
    })

  if (one.viewer === 'allowed')
    test('a viewer may', async () => {
      const { status } = await ask(one, asPerson(viewer))
      expect([401, 403, 500]).not.toContain(status)
    })

  if (one.outsider === 'refused')
    test('who is no member is refused', async () => {
      const refused = await ask(one, asPerson(outsider))
      expect([403, 404]).toContain(refused.status)
      expect(refused.code).toMatch(/\.(not-found|not-allowed)$/)
    })

  if (one.outsider === 'sees nothing')
    test('who is no member sees nothing of the project', async () => {
      const { status, text } = await ask(one, asPerson(outsider))
      expect(status).toBe(200)
      for (const secret of [world.projectId, world.sessionId]) expect(text).not.toContain(secret)
    })
})

describe('what is public', () => {
  test('says nothing of people or projects, and makes no account', async () => {
    for (const one of rightsTable.filter((row) => row.public !== undefined)) {
      const { status, text } = await ask(one, { origin: server.url })
      expect([one.route, status]).toEqual([one.route, one.public])
      for (const secret of [world.projectId, admin.email]) expect(text).not.toContain(secret)
    }
    expect(await db().user.count()).toBe(3)
  })

  test("the sign-in library's own ways to make or change accounts are closed", async () => {
    for (const path of ['sign-up/email', 'update-user', 'delete-user', 'change-email']) {
      const answer = await fetch(`${server.url}/api/auth/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...asPerson(viewer) },
        body: JSON.stringify({
          name: 'X',
          email: 'x@example.org',
          password: 'long enough',
          role: 'admin',
          newEmail: 'y@example.org',
        }),
      })
      expect([path, answer.ok]).toEqual([path, false])
    }
    expect(await db().user.count()).toBe(3)
  })
})

describe('sockets', () => {
  const connect = (headers: Headers): Promise<ClientSocket | { refused: string }> =>
    new Promise((resolve) => {
      const socket = io(server.url, {
        transports: ['websocket'],
        extraHeaders: headers,
        forceNew: true,
        reconnection: false,
      }) as ClientSocket
      socket.on('connect', () => resolve(socket))
      socket.on('connect_error', (error) =>
        resolve({ refused: (error as Error & { data?: { code: string } }).data?.code ?? 'closed' }),
      )
    })
  const say = async (one: (typeof socketTable)[number], headers: Headers) => {
    const socket = await connect(headers)
    if ('refused' in socket) return socket.refused
    const answer = await new Promise<{ ok: boolean; code?: string }>((resolve) =>
      one.say(socket, world, resolve),
    )
    socket.close()
    return answer.ok ? 'ok' : answer.code
  }

  test('the table names every event that a client may send, and no other', async () => {
    const source = await readFile(join(import.meta.dirname, '../protocol/socket.ts'), 'utf8')
    const type = /export type ClientToServer = \{(.*?)\n\}/s.exec(source)?.[1] ?? ''
    const events = [...type.matchAll(/^ {2}(\w+):/gm)].map((match) => match[1])
    expect(events.length).toBeGreaterThan(0)
    expect([...new Set(socketTable.map((one) => one.event))].sort()).toEqual(events.sort())
  })

  test.each(socketTable)('$event ($what)', async (one) => {
    expect(await say(one, { origin: server.url })).toBe('account.required')
    expect(await say(one, { cookie: admin.cookie, origin: 'https://evil.example' })).toBe('closed')
    expect(await say(one, { cookie: admin.cookie })).toBe('closed')
    expect(await say(one, asPerson(viewer))).toBe(one.viewer)
    expect(await say(one, asPerson(outsider))).toBe(one.outsider)
    const bearer = { authorization: `Bearer ${tokens.get(one.scope)}` }
    expect(await say(one, bearer)).toBe(one.withoutScope)
    expect(await say(one, asPerson(admin))).toBe(one.admin)
  })
})

test('an admin is refused nothing, so what was refused above was refused for its reason', async () => {
  for (const one of rightsTable.filter((row) => row.public === undefined)) {
    const { status, text } = await ask(one, asPerson(admin))
    expect([401, 403, 405, 500], `${one.method} ${one.route} ${text}`).not.toContain(status)
  }
})
