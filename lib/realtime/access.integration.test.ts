// Real server, real Postgres, real sockets: when rights end, limits are hit, or nonsense arrives.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { revokeApiToken } from '../auth/api-tokens.ts'
import { changePerson } from '../auth/change-person.ts'
import { db } from '../db.ts'
import { setMember } from '../projects/change-members.ts'
import type { Fact } from '../protocol/events.ts'
import type { OpenAnswer } from '../protocol/socket.ts'
import { type LiveServer, once, startLiveServer } from '../testing/live-server.ts'
import { makePerson, makeSession, makeToken } from '../testing/test-people.ts'
import type { ClientSocket } from './connection.ts'

let live: LiveServer
beforeAll(async () => {
  live = await startLiveServer()
})
afterAll(() => live?.close())

const open = (socket: ClientSocket, sessionId: string, afterSeq = 0): Promise<OpenAnswer> =>
  new Promise((resolve) => socket.emit('open', { sessionId, afterSeq, items: [] }, resolve))

test('a revoked token and a disabled person lose their sockets at once and do not come back', async () => {
  const token = await makeToken(db(), live.admin, ['read'])
  const scripted = live.connect({ authorization: `Bearer ${token}` }, false)
  await once(scripted, 'connect')
  const dropped = once(scripted, 'disconnect')
  const { id } = await db().apiToken.findFirstOrThrow({ where: { name: 'read' } })
  await revokeApiToken(db(), id, () => true)
  expect(await dropped).toBe('io server disconnect')

  const engineer = await makePerson(db(), live.url, live.admin, {
    name: 'Emil',
    role: 'engineer',
    projectIds: [live.projectId],
  })
  const socket = live.connect(live.byCookie(engineer), false)
  await once(socket, 'connect')
  const gone = once(socket, 'disconnect')
  await changePerson(db(), engineer.userId, { disabled: true })
  expect(await gone).toBe('io server disconnect')
  const refused = new Promise((resolve) => socket.once('connect_error', (error) => resolve(error.message)))
  socket.connect()
  expect(await refused).toMatch(/^Sign in/)
})

test('who signs out loses that socket, and keeps the one of another login', async () => {
  const person = await makePerson(db(), live.url, live.admin, {
    name: 'Sina',
    role: 'viewer',
    projectIds: [live.projectId],
  })
  const again = await fetch(`${live.url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: live.url },
    body: JSON.stringify({ email: person.email, password: 'correct horse battery' }),
  })
  const other = again.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
  const first = live.connect(live.byCookie(person), false)
  const second = live.connect({ cookie: other, origin: live.url }, false)
  await Promise.all([once(first, 'connect'), once(second, 'connect')])
  const dropped = once(first, 'disconnect')
  await fetch(`${live.url}/api/auth/sign-out`, { method: 'POST', headers: live.byCookie(person) })
  expect(await dropped).toBe('io server disconnect')
  const sessionId = await makeSession(db(), live.admin, live.projectId, 'Still here')
  expect(await open(second, sessionId)).toMatchObject({ ok: true })
})

test('who is taken out of a project no longer follows its sessions', async () => {
  const member = await makePerson(db(), live.url, live.admin, {
    name: 'Mia',
    role: 'engineer',
    projectIds: [live.projectId],
  })
  const sessionId = await makeSession(db(), live.admin, live.projectId, 'Members only')
  const socket = live.connect(live.byCookie(member), false)
  await once(socket, 'connect')
  expect(await open(socket, sessionId)).toMatchObject({ ok: true, lastSeq: 2 })
  const dropped = once(socket, 'disconnect')
  await setMember(db(), { projectId: live.projectId, userId: member.userId }, false)
  await dropped
  socket.connect()
  await once(socket, 'connect')
  expect(await open(socket, sessionId)).toMatchObject({ ok: false, code: 'session.not-found' })
})

test('a long log comes in bounded parts', async () => {
  const sessionId = await makeSession(db(), live.admin, live.projectId, 'Long')
  const runner = await live.startRunner(sessionId)
  const facts: Fact[] = Array.from({ length: 700 }, (_, n) => ({
    type: 'tool.started',
    data: { callId: `call-${n}`, turnId: runner.turnId, name: 'search', title: `${n}`, approvalId: null },
  }))
  await runner.write(...facts)
  const socket = live.connect(live.byCookie(live.admin), false)
  await once(socket, 'connect')
  const first = await open(socket, sessionId)
  if (!first.ok) throw new Error(first.message)
  expect([first.events.length, first.more]).toEqual([500, true])
  const rest = await open(socket, sessionId, 500)
  if (!rest.ok) throw new Error(rest.message)
  expect(rest.events.map((event) => event.seq)).toEqual(
    Array.from({ length: first.lastSeq - 500 }, (_, n) => 501 + n),
  )
  expect(rest.more).toBe(false)
})

test('too many commands at once are refused with a sentence', async () => {
  const token = await makeToken(db(), live.admin, ['write'])
  const socket = live.connect({ authorization: `Bearer ${token}` }, false)
  await once(socket, 'connect')
  const say = (): Promise<{ ok: boolean; code?: string }> =>
    new Promise((resolve) =>
      socket.emit(
        'command',
        { type: 'session.rename', commandId: 'x', sessionId: 'none', data: { title: 't' } },
        resolve,
      ),
    )
  const codes = (await Promise.all(Array.from({ length: 80 }, say))).map((answer) => answer.code)
  expect(codes.filter((code) => code === 'session.not-found').length).toBeGreaterThanOrEqual(60)
  expect(codes.at(-1)).toBe('command.rate')
})

test('what is malformed is refused, and an event without an answer does no harm', async () => {
  const socket = live.connect(live.byCookie(live.admin), false)
  await once(socket, 'connect')
  const loose = socket as unknown as { emit: (...args: unknown[]) => void }
  const ask = (event: string, body: unknown) =>
    new Promise((resolve) => loose.emit(event, body, (answer: unknown) => resolve(answer)))
  for (const body of [
    null,
    7,
    {},
    { sessionId: 'x', afterSeq: -1, items: [] },
    { sessionId: '\u0000', afterSeq: 0, items: {} },
  ])
    expect(await ask('open', body)).toMatchObject({ ok: false, code: 'request.invalid' })
  for (const body of [null, { type: 'session.explode' }, { type: 'message.post', commandId: 'x' }])
    expect(await ask('command', body)).toMatchObject({ ok: false, code: 'request.invalid' })
  loose.emit('open', {})
  loose.emit('command')
  loose.emit('close', { a: 1 })
  expect(socket.connected).toBe(true)
})

test('pages hear that something waits or a project changed, if they may see it', async () => {
  const outsider = await makePerson(db(), live.url, live.admin, { name: 'Oda', role: 'viewer' })
  const [insider, stranger] = [
    live.connect(live.byCookie(live.admin), false),
    live.connect(live.byCookie(outsider), false),
  ]
  await Promise.all([once(insider, 'connect'), once(stranger, 'connect')])
  const heard: string[] = []
  stranger.on('changed', (_, id) => heard.push(id))
  const told = new Promise((resolve) =>
    insider.on('changed', (what, id) => what === 'waiting' && resolve(id)),
  )
  const sessionId = await makeSession(db(), live.admin, live.projectId, 'News')
  expect(await told).toBe(sessionId)
  const changed = new Promise((resolve) =>
    insider.on('changed', (what, id) => what === 'project' && resolve(id)),
  )
  await setMember(db(), { projectId: live.projectId, userId: live.admin.userId }, true)
  expect(await changed).toBe(live.projectId)
  expect(heard).toEqual([])
})
