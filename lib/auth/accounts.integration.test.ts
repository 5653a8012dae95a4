import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { db } from '../db.ts'
import { type RunningRoutes, serveRoutes } from '../testing/serve-routes.ts'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { cookieOf, makeProject, password } from '../testing/test-people.ts'
import { identify } from './identify.ts'
import type { Identity } from './identity.ts'
import { isReachableFromBeyond } from './setup-token.ts'

let database: TestDatabase
let server: RunningRoutes
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-accounts-'))
  database = await createTestDatabase()
  server = await serveRoutes(database.url, { dataFolder: folder })
})
afterAll(async () => {
  await server?.close()
  await database?.drop()
  await rm(folder, { recursive: true, force: true })
})

async function send(method: string, path: string, body: object | null, headers: Record<string, string> = {}) {
  const answer = await fetch(`${server.url}${path}`, {
    method,
    headers: { 'content-type': 'application/json', origin: server.url, ...headers },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const text = await answer.text()
  return { status: answer.status, body: text ? JSON.parse(text) : null, cookie: cookieOf(answer) }
}
const signIn = (email: string, secret = password) =>
  send('POST', '/api/auth/sign-in/email', { email, password: secret })
const whoIs = (cookie: string): Promise<Identity | null> => identify(new Headers({ cookie }))
const byToken = (token: string): Promise<Identity | null> =>
  identify(new Headers({ authorization: `Bearer ${token}` }))

let admin = ''
let adminId = ''

test('of many first accounts at once exactly one is made, and it is signed in', async () => {
  const tries = await Promise.all(
    Array.from({ length: 6 }, (_, n) =>
      send('POST', '/api/account/first', { name: `First ${n}`, email: `First${n}@Example.org`, password }),
    ),
  )
  expect(tries.map((one) => one.status).sort()).toEqual([201, 409, 409, 409, 409, 409])
  expect(await db().user.count()).toBe(1)
  const winner = tries.find((one) => one.status === 201)!
  const identity = await whoIs(winner.cookie)
  expect(identity).toMatchObject({ userId: winner.body.userId, role: 'admin' })
  expect(identity?.email).toMatch(/^first\d@example\.org$/)
  admin = winner.cookie
  adminId = winner.body.userId
  expect((await send('GET', '/api/projects', null, { cookie: admin })).body.projects).toMatchObject([
    { sourceKind: 'sample', status: 'preparing' },
  ])
})

test('only where others can reach the server does the first account need the token', () => {
  expect(isReachableFromBeyond({ host: '127.0.0.1', publicUrl: 'http://localhost:1' })).toBe(false)
  expect(isReachableFromBeyond({ host: '0.0.0.0', publicUrl: 'http://localhost:1' })).toBe(true)
  expect(isReachableFromBeyond({ host: '127.0.0.1', publicUrl: 'https://sign.example.org' })).toBe(true)
})

test('of many answers to one invitation exactly one makes an account, with its role and projects', async () => {
  const projectId = await makeProject(db(), 'Invited')
  const wish = { email: 'Ines@Example.org', role: 'engineer', projectIds: [projectId] }
  const made = await send('POST', '/api/invitations', wish, { cookie: admin })
  expect(made.status).toBe(201)
  const token = new URL(made.body.link).searchParams.get('token')!
  expect(JSON.stringify(await db().invitation.findMany())).not.toContain(token)
  const tries = await Promise.all(
    Array.from({ length: 5 }, (_, n) =>
      send('POST', '/api/account/join', { token, name: `Ines ${n}`, password }),
    ),
  )
  expect(tries.map((one) => one.status).sort()).toEqual([201, 409, 409, 409, 409])
  const identity = await whoIs(tries.find((one) => one.status === 201)!.cookie)
  expect(identity).toMatchObject({ email: 'ines@example.org', role: 'engineer', projectIds: [projectId] })
  expect((await send('POST', '/api/invitations', wish, { cookie: admin })).body.code).toBe('account.exists')
})

test('a withdrawn or expired invitation, or a wrong one, makes no account', async () => {
  const invite = async (email: string) => {
    const made = await send('POST', '/api/invitations', { email, role: 'viewer' }, { cookie: admin })
    return { id: made.body.id as string, token: new URL(made.body.link).searchParams.get('token')! }
  }
  const withdrawn = await invite('w@example.org')
  expect((await send('DELETE', `/api/invitations/${withdrawn.id}`, null, { cookie: admin })).status).toBe(204)
  const expired = await invite('e@example.org')
  await db().invitation.update({ where: { id: expired.id }, data: { expiresAt: new Date(Date.now() - 1) } })
  for (const token of [withdrawn.token, expired.token, 'a'.repeat(43), withdrawn.token.slice(1)]) {
    const refused = await send('POST', '/api/account/join', { token, name: 'X', password })
    expect(refused).toMatchObject({ status: 409, body: { code: 'invitation.invalid' } })
  }
})

test('signing in needs the right password, and signing out ends that login only', async () => {
  expect((await signIn('ines@example.org', 'wrong password')).status).toBe(401)
  const one = (await signIn('INES@example.org')).cookie
  const two = (await signIn('ines@example.org')).cookie
  expect((await whoIs(one))?.email).toBe('ines@example.org')
  expect((await send('POST', '/api/auth/sign-out', {}, { cookie: one })).status).toBe(200)
  expect(await whoIs(one)).toBeNull()
  expect((await whoIs(two))?.email).toBe('ines@example.org')
})

test('a disabled person is nobody: no login, no token, no new login; enabled again they sign in anew', async () => {
  const { cookie } = await signIn('ines@example.org')
  const { userId } = (await whoIs(cookie))!
  const made = await send('POST', '/api/tokens', { name: 'script' }, { cookie })
  const token = made.body.token as string
  expect((await byToken(token))?.userId).toBe(userId)
  const change = (disabled: boolean) =>
    send('PATCH', `/api/people/${userId}`, { disabled }, { cookie: admin })
  expect((await change(true)).status).toBe(204)
  expect([await whoIs(cookie), await byToken(token)]).toEqual([null, null])
  const refused = await signIn('ines@example.org')
  expect([refused.status, refused.cookie]).toEqual([403, ''])
  await change(false)
  expect(await whoIs(cookie)).toBeNull()
  expect((await whoIs((await signIn('ines@example.org')).cookie))?.userId).toBe(userId)
})

test('the last admin can neither step down nor be disabled', async () => {
  for (const change of [{ role: 'lead' }, { disabled: true }]) {
    const refused = await send('PATCH', `/api/people/${adminId}`, change, { cookie: admin })
    expect(refused).toMatchObject({ status: 409, body: { code: 'person.last-admin' } })
  }
  expect((await whoIs(admin))?.role).toBe('admin')
})

test('a token is shown once, stored hashed, works until it is revoked or expires, and says when it was used', async () => {
  const wish = { name: 'ci', scopes: ['read'], expiresInDays: 1 }
  const { body } = await send('POST', '/api/tokens', wish, { cookie: admin })
  expect(body.token).toMatch(/^cs_[A-Za-z0-9_-]{43}$/)
  expect(JSON.stringify(await db().apiToken.findMany())).not.toContain(body.token)
  expect(await byToken(body.token)).toMatchObject({
    userId: adminId,
    token: { name: 'ci', scopes: ['read'] },
  })
  const { lastUsedAt } = await db().apiToken.findUniqueOrThrow({ where: { id: body.id } })
  expect(lastUsedAt).not.toBeNull()
  await byToken(body.token)
  expect((await db().apiToken.findUniqueOrThrow({ where: { id: body.id } })).lastUsedAt).toEqual(lastUsedAt)
  await db().apiToken.update({ where: { id: body.id }, data: { expiresAt: new Date(Date.now() - 1) } })
  expect(await byToken(body.token)).toBeNull()
  await db().apiToken.update({ where: { id: body.id }, data: { expiresAt: null } })
  expect(await byToken(body.token)).not.toBeNull()
  expect((await send('DELETE', `/api/tokens/${body.id}`, null, { cookie: admin })).status).toBe(204)
  expect(await byToken(body.token)).toBeNull()
})

test('a wrong token does not fall back to the cookie beside it', async () => {
  expect(
    await identify(new Headers({ cookie: admin, authorization: `Bearer cs_${'a'.repeat(43)}` })),
  ).toBeNull()
})

test('the model key goes in and never comes out, and stays only where it was given for', async () => {
  const put = (body: object) => send('PUT', '/api/settings/model', body, { cookie: admin })
  const apiKey = 'sk-a-key-that-nobody-sees-1234'
  await put({ baseUrl: 'http://localhost:1/v1', model: 'm', apiKey })
  const { body } = await send('GET', '/api/settings/model', null, { cookie: admin })
  expect(body.model).toMatchObject({ model: 'm', keyHint: '1234', source: 'settings' })
  expect(JSON.stringify(body)).not.toContain(apiKey)
  const stored = await db().setting.findUniqueOrThrow({ where: { name: 'model' } })
  expect(Buffer.from(stored.secret!).includes(apiKey)).toBe(false)
  expect((await put({ baseUrl: 'http://localhost:1/v1', model: 'n' })).body.model.keyHint).toBe('1234')
  expect((await put({ baseUrl: 'http://localhost:2/v1', model: 'n' })).body.model.keyHint).toBeNull()
})
