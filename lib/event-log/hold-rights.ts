// What a person may do now, asked inside the transaction of what the person does. Who asked was known before it waited for the
// session, and a right can end meanwhile. The rows are held until the commit: whoever takes a right away is answered only when
// nothing that used it can still come.
import type { Identity } from '../auth/identity.ts'
import type { Actor } from '../domain/can.ts'
import { Rejection } from '../protocol/rejection.ts'
import type { Transaction } from './save-rows.ts'

/** Only the project in question is among `projectIds`. Throws Rejection 'account.required' when the account or token has ended. */
export async function holdRights(
  tx: Transaction,
  identity: Pick<Identity, 'userId'> & { token?: { id: string } },
  projectId: string,
): Promise<Actor> {
  const { userId, token } = identity
  const [user] = await tx.$queryRaw<{ role: Actor['role'] }[]>`
    SELECT role::text FROM "User" WHERE id = ${userId} AND "disabledAt" IS NULL FOR SHARE`
  if (!user || (token && !(await isTokenGood(tx, token.id))))
    throw new Rejection('account.required', 'Sign in, or send an API token that is still good.')
  const everywhere = user.role === 'admin' || user.role === 'lead'
  const member = everywhere || (await isMember(tx, userId, projectId))
  return { userId, role: user.role, projectIds: member ? [projectId] : [] }
}

async function isTokenGood(tx: Transaction, id: string): Promise<boolean> {
  const good = await tx.$queryRaw<object[]>`
    SELECT id FROM "ApiToken" WHERE id = ${id} AND "revokedAt" IS NULL
      AND ("expiresAt" IS NULL OR "expiresAt" > clock_timestamp()) FOR SHARE`
  return good.length > 0
}

async function isMember(tx: Transaction, userId: string, projectId: string): Promise<boolean> {
  const direct = await tx.$queryRaw<object[]>`
    SELECT 1 FROM "ProjectMember" WHERE "projectId" = ${projectId} AND "userId" = ${userId} FOR SHARE`
  if (direct.length > 0) return true
  const byTeam = await tx.$queryRaw<object[]>`
    SELECT 1 FROM "TeamMember" m JOIN "ProjectTeam" p USING ("teamId")
    WHERE m."userId" = ${userId} AND p."projectId" = ${projectId} LIMIT 1 FOR SHARE`
  return byTeam.length > 0
}
