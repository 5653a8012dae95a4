import { publicRoute } from '../../../../lib/auth/answer.ts'
import { requireAddressRate } from '../../../../lib/auth/answer-auth.ts'
import { acceptInvitation } from '../../../../lib/auth/create-account.ts'
import { signInAnswer } from '../../../../lib/auth/sign-in-answer.ts'
import { db } from '../../../../lib/db.ts'
import { JoinAccount } from '../../../../lib/protocol/api.ts'

export const POST = publicRoute({
  body: JoinAccount,
  async handler({ request, body }) {
    requireAddressRate(request)
    const { userId, email } = await acceptInvitation(db(), body)
    return signInAnswer(request, { userId, email, password: body.password })
  },
})
