// What every route handler has in common: who asks, may they, is the request well-formed, and a plain answer. A route file
// holds nothing but its own query or change. A "no" is {code, message} with a fitting status; a bug is logged and said as one.
import { z } from 'zod'
import { Prisma } from '../../prisma/generated/client.ts'
import { db } from '../db.ts'
import type { Action } from '../domain/can.ts'
import { logger } from '../logger.ts'
import { cleanDeep } from '../protocol/clean-deep.ts'
import { readJson } from '../protocol/read-json.ts'
import { Rejection } from '../protocol/rejection.ts'
import { visibleSessions } from '../queries/limit-to-visible.ts'
import { maxBodyBytes } from './guard-request.ts'
import { identify } from './identify.ts'
import type { Identity } from './identity.ts'
import { type Limited, requireRate, secondsUntilNext } from './limit-rate.ts'
import { requireProject, requireRight } from './require-right.ts'

type Params = Record<string, string>
type Context = { params: Promise<Params> }
export type Handler = (request: Request, context: Context) => Promise<Response>

type Parsed<B, Q> = { request: Request; params: Params; body: B; query: Q }
type Wish<B, Q> = { body?: z.ZodType<B>; query?: z.ZodType<Q> }
type Answer = Response | object | undefined

type RouteOptions<B, Q> = Wish<B, Q> & {
  /** null: the handler hands on to `commit`, which checks by the command. */
  action: Action | null
  /** What [id] of the path names; it has to be visible to the person before anything else is said. */
  of?: 'project' | 'session'
  /** A limit of its own, besides the one of all requests. */
  rate?: Limited
  handler: (
    asked: Parsed<B, Q> & { identity: Identity; session: { id: string; projectId: string } },
  ) => Promise<Answer>
}

/** For people with an account and tokens. The handler's object becomes JSON; nothing becomes 204. */
export function route<B = undefined, Q = undefined>(options: RouteOptions<B, Q>): Handler {
  return (request, context) =>
    answering(async () => {
      const identity = await identify(request.headers)
      if (!identity)
        throw new Rejection('account.required', 'Sign in, or send an API token that is still good.')
      for (const what of ['request', options.rate] as const) if (what) requireRate(what, nameOf(identity))
      const params = await context.params
      const session = options.of === 'session' ? await findSession(identity, params.id ?? '') : noSession
      const projectId = options.of === 'project' ? (params.id ?? '') : session.projectId
      if (options.of === 'project') requireProject(identity, projectId)
      if (options.action) requireRight(identity, options.action, options.of ? { projectId } : undefined)
      return options.handler({ ...(await parse(request, params, options)), identity, session })
    })
}

/** For everyone: health, the first account, accepting an invitation. */
export function publicRoute<B = undefined, Q = undefined>(
  options: Wish<B, Q> & { handler: (asked: Parsed<B, Q>) => Promise<Answer> },
): Handler {
  return (request, context) =>
    answering(async () => options.handler(await parse(request, await context.params, options)))
}

/** Whose requests are counted together. */
export const nameOf = ({ token, userId }: Identity) => token?.id ?? userId

const noSession = { id: '', projectId: '' }

async function findSession(identity: Identity, id: string): Promise<{ id: string; projectId: string }> {
  const session = await db().session.findFirst({
    where: { AND: [{ id: cleanDeep(id) }, visibleSessions(identity)] },
    select: { id: true, projectId: true },
  })
  if (session) return session
  throw new Rejection('session.not-found', 'There is no such session, or it is not yours to see.')
}

async function parse<B, Q>(request: Request, params: Params, wish: Wish<B, Q>): Promise<Parsed<B, Q>> {
  const query = wish.query?.parse(cleanDeep(Object.fromEntries(new URL(request.url).searchParams)))
  const body = wish.body?.parse(cleanDeep(readJson(await readText(request))))
  return { request, params: cleanDeep(params), body: body as B, query: query as Q }
}

/** Throws Rejection 'request.type', 'request.too-large' or 'request.json'. */
export async function readText(request: Request): Promise<string> {
  const type = /^application\/json\s*(?:;\s*charset="?([\w-]+)"?\s*)?$/i.exec(
    request.headers.get('content-type') ?? '',
  )
  if (!type || !/^utf-?8$/i.test(type[1] ?? 'utf-8'))
    throw new Rejection('request.type', 'Send JSON in UTF-8, with the header Content-Type: application/json.')
  const bytes = await request.arrayBuffer()
  if (bytes.byteLength > maxBodyBytes)
    throw new Rejection('request.too-large', 'A request may have 2 MB. Send less at once.')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new Rejection('request.json', 'The body is not UTF-8. Send it as UTF-8.')
  }
}

export async function answering(act: () => Promise<Answer>): Promise<Response> {
  try {
    const answer = await act()
    if (answer instanceof Response) return answer
    const headers = { 'cache-control': 'no-store' }
    return answer === undefined
      ? new Response(null, { status: 204, headers })
      : Response.json(answer, { headers })
  } catch (error) {
    const { code, message, status } = describeFailure(error)
    const headers = new Headers({ 'cache-control': 'no-store' })
    if (status === 429) headers.set('retry-after', `${secondsUntilNext(code)}`)
    return Response.json({ code, message }, { status, headers })
  }
}

/** A Rejection or a parsing failure as it is; anything else is a bug, logged here and told without its details. */
export function describeFailure(error: unknown): { status: number; code: string; message: string } {
  if (error instanceof Rejection)
    return { status: statusOf(error.code), code: error.code, message: error.message }
  if (error instanceof z.ZodError) {
    return { status: 400, code: 'request.invalid', message: describeIssue(error.issues[0]!) }
  }
  const conflict = describeConflict(error)
  if (conflict) return conflict
  logger.error({ err: error }, 'a request failed')
  const message = 'Something went wrong here. Try again; the log of the server says more.'
  return { status: 500, code: 'server.failed', message }
}

/** What the database refuses by its own rules when two people change the same thing at once. */
function describeConflict(error: unknown): { status: number; code: string; message: string } | null {
  switch (error instanceof Prisma.PrismaClientKnownRequestError && error.code) {
    case 'P2002':
      return { status: 409, code: 'request.taken', message: 'This name is taken. Choose another.' }
    case 'P2003':
    case 'P2025':
      return {
        status: 404,
        code: 'request.not-found',
        message: 'What this names does not exist. Reload the page.',
      }
    default:
      return null
  }
}

/** Of several forms that would do, the one that was meant is the one whose `type` or `kind` fits. */
function describeIssue(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_union') {
    const meant = issue.errors.find(
      (branch) => !branch.some(({ path }) => path.length === 1 && isTag(path[0])),
    )
    if (meant?.[0]) return describeIssue({ ...meant[0], path: [...issue.path, ...meant[0].path] })
  }
  const where = issue.path.join('.')
  return where ? `${where}: ${issue.message}` : issue.message
}
const isTag = (key: PropertyKey | undefined) => key === 'type' || key === 'kind'

const badRequests = /^(request|source|ref|list)\./
function statusOf(code: string): number {
  if (code === 'account.required') return 401
  if (code === 'request.too-large') return 413
  if (/\.(not-found|missing|unknown)$/.test(code)) return 404
  if (/\.not-allowed$/.test(code) || code === 'token.scope' || code === 'account.setup-token') return 403
  if (/\.rate$/.test(code)) return 429
  return badRequests.test(code) ? 400 : 409
}
