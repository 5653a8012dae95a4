// Invitations that nobody has answered yet. The link itself was shown once and is not stored.
import type { PrismaClient } from '../../prisma/generated/client.ts'
import type { Identity } from '../auth/identity.ts'
import { can } from '../domain/can.ts'
import type { Role } from '../protocol/people.ts'

export type InvitationRow = {
  id: string
  email: string
  role: Role
  projectIds: string[]
  invitedBy: { id: string; name: string }
  createdAt: string
  expiresAt: string
  expired: boolean
}

/** Newest first; empty for those who may not see invitations. */
export async function listInvitations(
  db: PrismaClient,
  identity: Identity,
  now: Date = new Date(),
): Promise<InvitationRow[]> {
  if (!can(identity, 'invitation.read')) return []
  const invitations = await db.invitation.findMany({
    where: { acceptedAt: null, revokedAt: null },
    orderBy: { createdAt: 'desc' },
    select: {
      id: true,
      email: true,
      role: true,
      projectIds: true,
      createdAt: true,
      expiresAt: true,
      invitedBy: { select: { id: true, name: true } },
    },
  })
  return invitations.map(({ createdAt, expiresAt, ...invitation }) => ({
    ...invitation,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    expired: expiresAt <= now,
  }))
}
