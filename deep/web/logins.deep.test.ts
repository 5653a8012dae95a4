// Logins under attack: fixed, stolen, expired, revoked, guessed.
import { expect } from 'vitest'
import { db } from '../../lib/db.ts'
import { notify } from '../../lib/event-log/listen.ts'
import { once } from '../../lib/testing/live-server.ts'
import { makeToken, password } from '../../lib/testing/test-people.ts'
import { eachCase } from '../each-case.ts'
import {
  ask,
  connected,
  holdLiveServer,
  live,
  newAddress,
  person,
  signIn,
  statusOf,
  within,
} from './visitors.ts'

const cases: Record<string, () => Promise<void>> = {
  async 'a cookie set before signing in is not the one after'() {
    const { email } = await person()
    const fixed = 'countersign.session_token=chosen-by-another.signature'
    const first = await signIn(email, password, { headers: { Cookie: fixed } })
    expect(first.status).toBe(200)
    expect(first.cookie).not.toContain('chosen-by-another')
    expect(await statusOf(fixed)).toBe(401)
    const again = await signIn(email, password, { headers: { Cookie: first.cookie } })
    expect(again.cookie).not.toBe(first.cookie)
  },
  async 'a login of another person in the browser is not taken over by signing in'() {
    const [one, two] = [await person(), await person()]
    const { cookie } = await signIn(two.email, password, { headers: { Cookie: one.cookie } })
    expect(
      JSON.parse((await ask('GET', '/api/auth/get-session', undefined, { headers: { Cookie: cookie } })).body)
        .user.email,
    ).toBe(two.email)
    expect(
      JSON.parse(
        (await ask('GET', '/api/auth/get-session', undefined, { headers: { Cookie: one.cookie } })).body,
      ).user.email,
    ).toBe(one.email)
  },
  async 'the cookie is out of reach of scripts and of other sites'() {
    const { cookies } = await signIn((await person()).email)
    expect(cookies.length).toBeGreaterThan(0)
    for (const line of cookies) expect(line).toMatch(/; HttpOnly(;|$)/i)
    for (const line of cookies) expect(line).toMatch(/; SameSite=Lax(;|$)/i)
    for (const line of cookies) expect(line).not.toMatch(/; Domain=/i)
  },
  async 'no answer tells the secret of the login'() {
    const signed = await signIn((await person()).email)
    const secret = decodeURIComponent(signed.cookie.split('=')[1]!).split('.')[0]!
    const read = await ask('GET', '/api/auth/get-session', undefined, { headers: { Cookie: signed.cookie } })
    expect(secret.length).toBeGreaterThan(20)
    for (const body of [signed.body, read.body]) {
      expect(body).not.toContain(secret)
      expect(body).not.toContain('"token"')
    }
  },
  async 'a cookie with another signature is nobody'() {
    const { cookie } = await person()
    const [name, value = ''] = cookie.split('=')
    const [secret, signature = ''] = decodeURIComponent(value).split('.')
    const forged = [
      secret!,
      `${secret}.`,
      `${secret}.${signature.slice(1)}`,
      `${secret}.${'A'.repeat(43)}=`,
      `x${secret}.${signature}`,
    ]
    for (const one of forged) expect(await statusOf(`${name}=${encodeURIComponent(one)}`), one).toBe(401)
  },
  async 'the secret as the database has it is no cookie'() {
    const { userId } = await person()
    const { token } = await db().authSession.findFirstOrThrow({ where: { userId } })
    expect(await statusOf(`countersign.session_token=${token}`)).toBe(401)
  },
  async 'an expired login is nobody, and its socket ends when it is looked at'() {
    const one = await person()
    const socket = await connected(one.cookie)
    const gone = once(socket, 'disconnect')
    await db().authSession.updateMany({
      where: { userId: one.userId },
      data: { expiresAt: new Date(Date.now() - 1000) },
    })
    expect(await statusOf(one.cookie)).toBe(401)
    await notify(db(), { kind: 'person', userId: one.userId })
    await gone
  },
  async 'a token that expires loses its socket by itself'() {
    const one = await person()
    const headers = { Authorization: `Bearer ${await makeToken(db(), one, ['read'])}` }
    await db().apiToken.updateMany({
      where: { userId: one.userId },
      data: { expiresAt: new Date(Date.now() + 5000) },
    })
    const socket = live.connect({ authorization: headers.Authorization }, false)
    await once(socket, 'connect')
    await once(socket, 'disconnect')
    expect((await ask('GET', '/api/projects', undefined, { headers })).status).toBe(401)
  },
  async 'signing out ends the login and its socket'() {
    const one = await person()
    const socket = await connected(one.cookie)
    await within(once(socket, 'disconnect'), () =>
      ask('POST', '/api/auth/sign-out', {}, { headers: { Cookie: one.cookie } }),
    )
    expect(await statusOf(one.cookie)).toBe(401)
  },
  async 'a new password ends all other logins and their sockets, even where the client asks otherwise'() {
    const one = await person()
    const other = (await signIn(one.email)).cookie
    const socket = await connected(other)
    const body = {
      currentPassword: password,
      newPassword: 'another battery staple',
      revokeOtherSessions: false,
    }
    let own = ''
    await within(once(socket, 'disconnect'), async () => {
      const changed = await ask('POST', '/api/auth/change-password', body, {
        headers: { Cookie: one.cookie },
      })
      expect(changed.status).toBe(200)
      own = changed.cookie
    })
    expect(await statusOf(other)).toBe(401)
    expect(await statusOf(own)).toBe(200)
    expect(await statusOf(one.cookie)).toBe(401)
    expect((await signIn(one.email)).status).toBe(401)
  },
  async 'a password is changed only by who knows it'() {
    const one = await person()
    const body = {
      currentPassword: 'not this one',
      newPassword: 'another battery staple',
      revokeOtherSessions: true,
    }
    expect(
      (await ask('POST', '/api/auth/change-password', body, { headers: { Cookie: one.cookie } })).status,
    ).toBe(400)
    expect((await ask('POST', '/api/auth/change-password', body)).status).toBe(401)
    expect((await signIn(one.email)).status).toBe(200)
  },
  async 'a person who is disabled loses logins, tokens and sockets'() {
    const one = await person()
    const token = await makeToken(db(), one, ['read'])
    const socket = await connected(one.cookie)
    const admin = { headers: { Cookie: live.admin.cookie } }
    await within(once(socket, 'disconnect'), () =>
      ask('PATCH', `/api/people/${one.userId}`, { disabled: true }, admin),
    )
    expect(await statusOf(one.cookie)).toBe(401)
    expect(
      (await ask('GET', '/api/projects', undefined, { headers: { Authorization: `Bearer ${token}` } }))
        .status,
    ).toBe(401)
    expect((await signIn(one.email)).status).toBe(403)
  },
  async 'guessing a password of one account from one address has a limit that says so'() {
    const { email } = await person()
    const from = newAddress()
    const guess = (n: number) => signIn(email, `wrong password ${n}`, { from })
    const tries = await Promise.all(Array.from({ length: 20 }, (_, n) => guess(n)))
    const refused = tries.filter(({ status }) => status === 429)
    expect(refused.length).toBeGreaterThan(0)
    expect(tries.filter(({ status }) => status === 401)).toHaveLength(20 - refused.length)
    expect([refused[0]!.code, refused[0]!.message]).toEqual([
      'sign-in.rate',
      expect.stringMatching(/Wait a minute/),
    ])
    expect(refused[0]!.headers).toMatch(/^retry-after: \d+$/im)
    expect((await signIn(email)).status, 'its owner comes from elsewhere').toBe(200)
  },
  async 'saying another address with each guess changes nothing'() {
    const { email } = await person()
    const from = newAddress()
    const guess = (n: number) => {
      const claimed = `198.51.100.${n}`
      const headers = {
        'X-Forwarded-For': claimed,
        'X-Real-IP': claimed,
        'X-Countersign-Address': claimed,
        Forwarded: `for=${claimed}`,
      }
      return signIn(email, 'wrong password', { from, headers })
    }
    const tries = await Promise.all(Array.from({ length: 20 }, (_, n) => guess(n)))
    expect(tries.map(({ status }) => status)).toContain(429)
  },
  async 'writing the address of an account otherwise does not give more guesses'() {
    const { email } = await person()
    const from = newAddress()
    const spellings = [email, email.toUpperCase(), ` ${email}`, `${email} `]
    const guess = (n: number) => signIn(spellings[n % 4]!, 'wrong password', { from })
    const tries = await Promise.all(Array.from({ length: 20 }, (_, n) => guess(n)))
    expect(tries.map(({ status }) => status)).toContain(429)
  },
  async 'trying many invitations from one address has a limit'() {
    const from = newAddress()
    const guess = (n: number) =>
      ask('POST', '/api/account/join', { token: `guess-${n}`, name: 'X', password }, { from })
    const tries = await Promise.all(Array.from({ length: 90 }, (_, n) => guess(n)))
    const refused = tries.filter(({ status }) => status === 429)
    expect(refused.length).toBeGreaterThan(0)
    expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['address.rate']))
  },
}

holdLiveServer()
eachCase(
  'logins',
  Object.entries(cases).map(([name, act]) => ({ name, act })),
  { sample: 5, timeout: 50_000 },
  ({ act }) => act(),
)
