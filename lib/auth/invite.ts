// Invitations: a link that makes one account, good for seven days. The caller has checked who may invite whom.
import type { Db } from '../db.ts'
import type { Role } from '../protocol/people.ts'
import { Rejection } from '../protocol/rejection.ts'
import type { Identity } from './identity.ts'
import { hashSecret, newSecret } from './token.ts'

const goodForMs = 7 * 86_400_000

/** `token` is told once, here. Throws Rejection 'account.exists' or 'project.not-found'. */
export async function invite(
  db: Db,
  identity: Identity,
  { email, role, projectIds }: { email: string; role: Role; projectIds: string[] },
  now: Date = new Date(),
): Promise<{ id: string; token: string; expiresAt: string }> {
  if (await db.user.findUnique({ where: { email }, select: { id: true } }))
    throw new Rejection('account.exists', 'There is an account with this e-mail address already.')
  const known = await db.project.count({ where: { id: { in: projectIds } } })
  if (known !== new Set(projectIds).size)
    throw new Rejection('project.not-found', 'One of these projects does not exist. Choose again.')
  const token = newSecret()
  const expiresAt = new Date(now.getTime() + goodForMs)
  const { id } = await db.invitation.create({
    data: { email, role, projectIds, tokenHash: hashSecret(token), invitedById: identity.userId, expiresAt },
  })
  return { id, token, expiresAt: expiresAt.toISOString() }
}

/** What the join page shows before somebody answers; null when the link is no longer good. */
export async function readInvitation(
  db: Db,
  token: string,
  now: Date = new Date(),
): Promise<{ email: string; role: Role; invitedBy: string } | null> {
  const invitation = await db.invitation.findFirst({
    where: { tokenHash: hashSecret(token), acceptedAt: null, revokedAt: null, expiresAt: { gt: now } },
    select: { email: true, role: true, invitedBy: { select: { name: true } } },
  })
  return (
    invitation && { email: invitation.email, role: invitation.role, invitedBy: invitation.invitedBy.name }
  )
}
