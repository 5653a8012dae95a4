// What of better-auth is open to browsers, and how often: signing in and out, asking who one is, a new password. Everything
// else it could do is closed. No answer tells the secret of a login: it lives in a cookie that scripts cannot read.
import { z } from 'zod'
import { cleanDeep } from '../protocol/clean-deep.ts'
import { readJson } from '../protocol/read-json.ts'
import { Rejection } from '../protocol/rejection.ts'
import { answering, readText } from './answer.ts'
import { addressGroup } from './client-address.ts'
import { requireRate } from './limit-rate.ts'
import { addressHeader, auth } from './sign-in.ts'

const text = z.string().max(300)
/** What each may carry. What is not named here never reaches the library, addresses to go to afterwards least of all. */
const open: Record<string, z.ZodType<object> | null> = {
  'GET /get-session': null,
  'POST /sign-out': null,
  'POST /sign-in/email': z.strictObject({
    email: text.transform((email) => email.trim().toLowerCase()),
    password: text,
  }),
  'POST /change-password': z.strictObject({
    currentPassword: text,
    newPassword: text,
    // Whoever changes a password may do so because somebody else knows it.
    revokeOtherSessions: z.unknown().transform(() => true),
  }),
}

export function answerAuth(request: Request): Promise<Response> {
  return answering(async () => {
    const url = new URL(request.url)
    const path = url.pathname.replace(/^\/api\/auth/, '')
    const wanted = open[`${request.method} ${path}`]
    if (wanted === undefined) throw new Rejection('request.not-found', 'There is no such route.')
    // Its query could name addresses as well.
    url.search = ''
    const headers = new Headers(request.headers)
    headers.delete('content-length')
    let body = null
    if (wanted === null) headers.delete('content-type')
    else {
      const wish = wanted.parse(cleanDeep(readJson(await readText(request))))
      limit(request, 'email' in wish ? String(wish.email) : null)
      body = JSON.stringify(wish)
    }
    const asked = new Request(url, { method: request.method, headers, body })
    return withoutSecrets(await auth().handler(asked))
  })
}

/** Throws Rejection 'address.rate' or 'sign-in.rate'. */
function limit(request: Request, email: string | null): void {
  const group = requireAddressRate(request)
  if (email !== null) requireRate('sign-in', `${group} ${email}`)
}

/** For everything that anybody may try and that costs a password's hash. Throws Rejection 'address.rate'. */
export function requireAddressRate(request: Request): string {
  const group = addressGroup(request.headers.get(addressHeader) ?? '')
  requireRate('address', group)
  return group
}

async function withoutSecrets(answer: Response): Promise<Response> {
  const headers = new Headers(answer.headers)
  headers.delete('content-length')
  headers.set('cache-control', 'no-store')
  const value: unknown = JSON.parse((await answer.text()) || 'null')
  return Response.json(strip(value), { status: answer.status, headers })
}

function strip(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strip)
  if (!value || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== 'token')
      .map(([name, inner]) => [name, strip(inner)]),
  )
}
