// From a request's headers to who asks. The only place that believes a cookie or a token; every page, route and socket
// starts here. A disabled account, a revoked or expired token and an ended login are nobody.
import { db } from '../db.ts'
import { Scope } from '../protocol/people.ts'
import type { Identity } from './identity.ts'
import { auth } from './sign-in.ts'
import { hashSecret, looksLikeApiToken } from './token.ts'

const usedAtMost = 60_000

/** A token in the Authorization header counts instead of a cookie, never besides it. */
export async function identify(headers: Pick<Headers, 'get'>): Promise<Identity | null> {
  const authorization = headers.get('authorization')
  if (authorization !== null) {
    const token = /^Bearer (\S+)$/i.exec(authorization)?.[1] ?? ''
    return looksLikeApiToken(token) ? identifyToken(token) : null
  }
  const cookie = headers.get('cookie')
  if (!cookie) return null
  const found = await auth().api.getSession({ headers: new Headers({ cookie }) })
  const identity = found && (await load(found.user.id))
  return identity && { ...identity, goodUntil: found.session.expiresAt.getTime() }
}

async function identifyToken(secret: string): Promise<Identity | null> {
  const token = await db().apiToken.findUnique({ where: { hash: hashSecret(secret) } })
  const now = new Date()
  if (!token || token.revokedAt || (token.expiresAt && token.expiresAt <= now)) return null
  const identity = await load(token.userId)
  if (!identity) return null
  const before = new Date(now.getTime() - usedAtMost)
  if (!token.lastUsedAt || token.lastUsedAt < before)
    await db().apiToken.updateMany({
      where: { id: token.id, OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: before } }] },
      data: { lastUsedAt: now },
    })
  const scopes = token.scopes.flatMap((scope) => Scope.safeParse(scope).data ?? [])
  const goodUntil = token.expiresAt?.getTime()
  return { ...identity, ...(goodUntil && { goodUntil }), token: { id: token.id, name: token.name, scopes } }
}

async function load(userId: string): Promise<Identity | null> {
  const user = await db().user.findUnique({
    where: { id: userId },
    select: {
      id: true,
      name: true,
      email: true,
      role: true,
      disabledAt: true,
      projectMembers: { select: { projectId: true } },
      teamMembers: { select: { team: { select: { projects: { select: { projectId: true } } } } } },
    },
  })
  if (!user || user.disabledAt) return null
  const direct = user.projectMembers.map((one) => one.projectId)
  const byTeam = user.teamMembers.flatMap((one) => one.team.projects.map((project) => project.projectId))
  const { id, name, email, role } = user
  return { userId: id, name, email, role, projectIds: [...new Set([...direct, ...byTeam])] }
}
