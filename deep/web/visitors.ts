// A live server and people who come to it from addresses of their own, for cases about who may come in.
import { afterAll, beforeAll } from 'vitest'
import { db } from '../../lib/db.ts'
import { type LiveServer, once, startLiveServer } from '../../lib/testing/live-server.ts'
import { makePerson, password, type TestPerson } from '../../lib/testing/test-people.ts'
import { sendRaw } from './send-raw.ts'

export let live: LiveServer
let nextPerson = 0
/** For the file of tests that calls it. */
export function holdLiveServer(): void {
  beforeAll(async () => {
    live = await startLiveServer()
  })
  afterAll(() => live?.close())
}

type Asked = { headers?: Record<string, string>; from?: string }
export async function ask(
  method: string,
  path: string,
  body?: object,
  { headers = {}, from = newAddress() }: Asked = {},
) {
  const all = { 'Content-Type': 'application/json', Origin: live.url, ...headers }
  const said = await sendRaw(live.url, {
    method,
    path,
    headers: Object.entries(all),
    from,
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const cookies = said.headers.match(/^set-cookie: .*$/gim) ?? []
  return { ...said, cookies, cookie: cookies.map((line) => /: ([^;]+)/.exec(line)?.[1]).join('; ') }
}
export const signIn = (email: string, secret = password, asked: Asked = {}) =>
  ask('POST', '/api/auth/sign-in/email', { email, password: secret }, asked)
let addresses = 0
/** Limits count by address, and cases must not meet in one. */
export const newAddress = () => `127.0.${1 + Math.floor(addresses / 250)}.${2 + (addresses++ % 250)}`
export const person = (more: Partial<Parameters<typeof makePerson>[3]> = {}): Promise<TestPerson> => {
  nextPerson += 1
  return makePerson(db(), live.url, live.admin, {
    name: `Person${nextPerson}`,
    role: 'engineer',
    projectIds: [live.projectId],
    ...more,
  })
}
export const statusOf = async (cookie: string) =>
  (await ask('GET', '/api/projects', undefined, { headers: { Cookie: cookie } })).status
export const invite = async (role = 'viewer') => {
  nextPerson += 1
  const headers = { Cookie: live.admin.cookie }
  const made = await ask(
    'POST',
    '/api/invitations',
    { email: `i${nextPerson}@example.org`, role },
    { headers },
  )
  const { id, link } = JSON.parse(made.body) as { id: string; link: string }
  return { id, token: new URL(link).searchParams.get('token')! }
}
export const join = (token: string) => ask('POST', '/api/account/join', { token, name: 'Joined', password })

/** The slow look comes once a minute, later than any case here may take: what ends the socket is a notice. */
export async function within(socketGone: Promise<unknown>, act: () => Promise<unknown>) {
  await act()
  await socketGone
}
export async function connected(cookie: string) {
  const socket = live.connect({ cookie, origin: live.url }, false)
  await once(socket, 'connect')
  return socket
}
