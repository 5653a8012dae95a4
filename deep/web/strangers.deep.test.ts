// What a stranger learns by asking, and invitations and tokens used twice, too late, or for more than they were made for.
import { expect } from 'vitest'
import { auth } from '../../lib/auth/sign-in.ts'
import { db } from '../../lib/db.ts'
import { makeSession, makeToken, password, type TestPerson } from '../../lib/testing/test-people.ts'
import { eachCase } from '../each-case.ts'
import { ask, holdLiveServer, invite, join, live, person, signIn } from './visitors.ts'

const cases: Record<string, () => Promise<void>> = {
  async 'an account that is there and one that is not are answered alike'() {
    const known = await signIn((await person()).email, 'wrong password')
    const unknown = await signIn('nobody@example.org', 'wrong password')
    expect([known.status, known.body]).toEqual([unknown.status, unknown.body])
  },
  async 'an id that is there but not theirs and one that is not are answered alike'() {
    const outsider = await person({ projectIds: [] })
    const sessionId = await makeSession(db(), live.admin, live.projectId, 'Not theirs')
    const headers = { Cookie: outsider.cookie }
    const other = crypto.randomUUID()
    for (const [path, id] of [
      ['projects', live.projectId],
      ['sessions', sessionId],
    ] as const)
      for (const tail of ['', '/events', '/files', '/log', '/jobs/x']) {
        const theirs = await ask('GET', `/api/${path}/${id}${tail}`, undefined, { headers })
        const none = await ask('GET', `/api/${path}/${other}${tail}`, undefined, { headers })
        expect([theirs.status, theirs.body], `${path}${tail}`).toEqual([none.status, none.body])
      }
  },
  async 'where to go afterwards is never asked of the sign-in route'() {
    const { email } = await person()
    for (const more of [{ callbackURL: 'https://evil.example' }, { redirectTo: '//evil.example' }]) {
      const said = await ask('POST', '/api/auth/sign-in/email', { email, password, ...more })
      expect([said.status, said.headers.match(/^location:/im)]).toEqual([400, null])
      expect(said.body).not.toContain('evil.example')
    }
    const said = await ask('POST', '/api/auth/sign-in/email?callbackURL=https://evil.example', {
      email,
      password,
    })
    expect(said.headers + said.body).not.toContain('evil.example')
  },
  async 'everything else of the sign-in library is closed'() {
    const { cookie } = await person()
    const open = ['/get-session', '/sign-out', '/sign-in/email', '/change-password']
    const paths = Object.values(auth().api as unknown as Record<string, { path?: string }>).flatMap(
      ({ path }) => path ?? [],
    )
    expect(paths.length).toBeGreaterThan(20)
    for (const path of new Set(paths.filter((one) => !open.includes(one))))
      for (const method of ['GET', 'POST']) {
        const url = `/api/auth${path.replace(/:(\w+)/g, 'x')}`
        const said = await ask(method, url, method === 'POST' ? {} : undefined, {
          headers: { Cookie: cookie },
        })
        expect([method, url, said.status]).toEqual([method, url, 404])
      }
  },
  async 'an invitation makes one account, however often it is answered'() {
    const { token } = await invite()
    const first = await join(token)
    expect(first.status).toBe(201)
    for (let n = 0; n < 3; n += 1) expect((await join(token)).code).toBe('invitation.invalid')
  },
  async 'an invitation that expired or was withdrawn makes none'() {
    const [late, gone] = [await invite(), await invite()]
    await db().invitation.update({ where: { id: late.id }, data: { expiresAt: new Date(Date.now() - 1) } })
    await ask('DELETE', `/api/invitations/${gone.id}`, undefined, { headers: { Cookie: live.admin.cookie } })
    for (const { token } of [late, gone]) expect((await join(token)).code).toBe('invitation.invalid')
  },
  async 'an invitation gives the role it names, whatever is sent with it'() {
    const { token } = await invite()
    const more = { token, name: 'X', password, role: 'admin' }
    expect((await ask('POST', '/api/account/join', more)).code).toBe('request.invalid')
    const { userId } = JSON.parse((await join(token)).body) as { userId: string }
    expect((await db().user.findUniqueOrThrow({ where: { id: userId } })).role).toBe('viewer')
  },
  async 'invitations are neither guessed nor found in the database'() {
    const { id, token } = await invite()
    const { tokenHash } = await db().invitation.findUniqueOrThrow({ where: { id } })
    for (const guess of [
      tokenHash,
      id,
      token.toLowerCase() === token ? 'x' : token.toLowerCase(),
      `${token}x`,
      '%',
    ])
      expect((await join(guess)).code).toBe('invitation.invalid')
  },
  async 'a token does what its scopes say and no more'() {
    const sessionId = await makeSession(db(), live.admin, live.projectId, 'Scopes')
    const say = { type: 'message.post', commandId: crypto.randomUUID(), sessionId, data: { text: 'x' } }
    for (const [scopes, reads, writes] of [
      [['read'], 200, 403],
      [['write'], 403, 200],
      [['decide'], 403, 403],
    ] as const) {
      const headers = { Authorization: `Bearer ${await makeToken(db(), live.admin, [...scopes])}` }
      expect((await ask('GET', '/api/projects', undefined, { headers })).status).toBe(reads)
      expect(
        (await ask('POST', '/api/commands', { ...say, commandId: crypto.randomUUID() }, { headers })).status,
      ).toBe(writes)
      expect(
        (await ask('POST', '/api/tokens', { name: 'wider', scopes: ['decide'] }, { headers })).code,
      ).toBe('token.scope')
    }
  },
  async 'a token beside a cookie is not a way around the origin'() {
    const headers = {
      Cookie: live.admin.cookie,
      Authorization: `Bearer ${await makeToken(db(), live.admin, ['write'])}`,
      Origin: 'null',
    }
    expect((await ask('POST', '/api/tokens', { name: 'x' }, { headers })).code).toBe('origin.foreign')
  },
  async 'a token that is almost right is nobody'() {
    const token = await makeToken(db(), live.admin, ['read'])
    for (const wrong of [
      `${token}x`,
      token.slice(0, -1),
      token.replace('cs_', ''),
      token.toUpperCase(),
      `${token} ${token}`,
      '',
      'null',
    ])
      expect(
        (await ask('GET', '/api/projects', undefined, { headers: { Authorization: `Bearer ${wrong}` } }))
          .status,
        wrong,
      ).toBe(401)
  },
  async 'commands by HTTP have a limit per person that says so, and others are served'() {
    const [one, other] = [await person(), await person()]
    const say = (who: TestPerson) =>
      ask(
        'POST',
        '/api/commands',
        { type: 'session.rename', commandId: 'x', sessionId: 'none', data: { title: 't' } },
        { headers: { Cookie: who.cookie } },
      )
    const tries = await Promise.all(Array.from({ length: 90 }, () => say(one)))
    const refused = tries.filter(({ status }) => status === 429)
    expect(refused.length).toBeGreaterThan(0)
    expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['command.rate']))
    expect(refused[0]!.headers).toMatch(/^retry-after: 1$/im)
    expect((await say(other)).code).toBe('session.not-found')
    const read = await ask('GET', '/api/projects', undefined, { headers: { Cookie: one.cookie } })
    expect(read.status).toBe(200)
  },
  async 'health tells no more than which part answers'() {
    const said = await ask('GET', '/api/health')
    expect([said.status, JSON.parse(said.body)]).toEqual([
      503,
      { ok: false, database: 'answers', runner: 'silent', message: expect.any(String) },
    ])
  },
}

holdLiveServer()
eachCase(
  'strangers',
  Object.entries(cases).map(([name, act]) => ({ name, act })),
  { sample: 5, timeout: 50_000 },
  ({ act }) => act(),
)
