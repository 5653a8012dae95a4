import { route } from '../../../../lib/auth/answer.ts'
import { revokeApiToken } from '../../../../lib/auth/api-tokens.ts'
import { db } from '../../../../lib/db.ts'
import { can } from '../../../../lib/domain/can.ts'

export const DELETE = route({
  action: 'token.revoke',
  async handler({ identity, params }) {
    await revokeApiToken(db(), params.id!, (ownerId) =>
      can(identity, 'token.revoke', { createdById: ownerId }),
    )
  },
})
