import { route } from '../../../../lib/auth/answer.ts'
import { requireRight } from '../../../../lib/auth/require-right.ts'
import { db } from '../../../../lib/db.ts'
import { Rejection } from '../../../../lib/protocol/rejection.ts'

export const DELETE = route({
  action: 'invitation.revoke',
  async handler({ identity, params }) {
    const invitation = await db().invitation.findUnique({ where: { id: params.id! }, select: { role: true } })
    if (!invitation)
      throw new Rejection('invitation.not-found', 'There is no such invitation. Reload the page.')
    requireRight(identity, 'invitation.revoke', { role: invitation.role })
    await db().invitation.updateMany({
      where: { id: params.id!, acceptedAt: null, revokedAt: null },
      data: { revokedAt: new Date() },
    })
  },
})
