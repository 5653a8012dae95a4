// A person's own API tokens, by name and first characters. Nobody sees another's.
import type { PrismaClient } from '../../prisma/generated/client.ts'
import type { Identity } from '../auth/identity.ts'
import type { Scope } from '../protocol/people.ts'

export type TokenRow = {
  id: string
  name: string
  hint: string
  scopes: Scope[]
  createdAt: string
  lastUsedAt: string | null
  expiresAt: string | null
}

/** Newest first, without the revoked ones. */
export async function listTokens(db: PrismaClient, identity: Identity): Promise<TokenRow[]> {
  const tokens = await db.apiToken.findMany({
    where: { userId: identity.userId, revokedAt: null },
    orderBy: { createdAt: 'desc' },
  })
  return tokens.map((token) => ({
    id: token.id,
    name: token.name,
    hint: token.hint,
    scopes: token.scopes as Scope[],
    createdAt: token.createdAt.toISOString(),
    lastUsedAt: token.lastUsedAt?.toISOString() ?? null,
    expiresAt: token.expiresAt?.toISOString() ?? null,
  }))
}
