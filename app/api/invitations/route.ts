import { route } from '../../../lib/auth/answer.ts'
import { invite } from '../../../lib/auth/invite.ts'
import { requireProject, requireRight } from '../../../lib/auth/require-right.ts'
import { db } from '../../../lib/db.ts'
import { env } from '../../../lib/env.ts'
import { CreateInvitation } from '../../../lib/protocol/api.ts'
import { listInvitations } from '../../../lib/queries/list-invitations.ts'

export const GET = route({
  action: 'invitation.read',
  handler: async ({ identity }) => ({ invitations: await listInvitations(db(), identity) }),
})

/** The link is shown once, here. */
export const POST = route({
  action: 'invitation.create',
  body: CreateInvitation,
  async handler({ identity, body }) {
    requireRight(identity, 'invitation.create', { role: body.role })
    for (const projectId of body.projectIds) requireProject(identity, projectId)
    const { id, token, expiresAt } = await invite(db(), identity, body)
    return Response.json({ id, link: `${env().publicUrl}/join?token=${token}`, expiresAt }, { status: 201 })
  },
})
