import { route } from '../../../lib/auth/answer.ts'
import { requireRight } from '../../../lib/auth/require-right.ts'
import { db } from '../../../lib/db.ts'
import { ChangeAccount } from '../../../lib/protocol/api.ts'

export const PATCH = route({
  action: 'account.change',
  body: ChangeAccount,
  async handler({ identity, body }) {
    requireRight(identity, 'account.change', { createdById: identity.userId })
    await db().user.update({ where: { id: identity.userId }, data: body })
    return { ...body }
  },
})
