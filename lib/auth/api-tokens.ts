// API tokens of a person. The token is told once, when it is made; revoking one drops its sockets.
import type { Db } from '../db.ts'
import { notify } from '../event-log/listen.ts'
import type { Scope } from '../protocol/people.ts'
import { Rejection } from '../protocol/rejection.ts'
import type { Identity } from './identity.ts'
import { newApiToken } from './token.ts'

export async function createApiToken(
  db: Db,
  identity: Identity,
  wish: { name: string; scopes: Scope[]; expiresInDays?: number },
  now: Date = new Date(),
): Promise<{ id: string; token: string; hint: string }> {
  const { token, hash, hint } = newApiToken()
  const expiresAt = wish.expiresInDays ? new Date(now.getTime() + wish.expiresInDays * 86_400_000) : null
  const { id } = await db.apiToken.create({
    data: {
      userId: identity.userId,
      name: wish.name,
      scopes: [...new Set(wish.scopes)],
      hash,
      hint,
      expiresAt,
    },
  })
  return { id, token, hint }
}

/** `mayRevoke` is asked with the owner's id. Throws Rejection 'token.not-found', also for a token that is not theirs. */
export async function revokeApiToken(
  db: Db,
  id: string,
  mayRevoke: (ownerId: string) => boolean,
  now: Date = new Date(),
): Promise<void> {
  const token = await db.apiToken.findUnique({ where: { id }, select: { userId: true } })
  if (!token || !mayRevoke(token.userId))
    throw new Rejection('token.not-found', 'There is no such token. Reload the page.')
  await db.$transaction(async (tx) => {
    await tx.apiToken.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: now } })
    await notify(tx, { kind: 'person', userId: token.userId })
  })
}
