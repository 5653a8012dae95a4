import { publicRoute } from '../../../../lib/auth/answer.ts'
import { acceptInvitation } from '../../../../lib/auth/create-account.ts'
import { signInAnswer } from '../../../../lib/auth/sign-in-answer.ts'
import { db } from '../../../../lib/db.ts'
import { JoinAccount } from '../../../../lib/protocol/api.ts'

export const POST = publicRoute({
  body: JoinAccount,
  async handler({ request, body }) {
    const { userId, email } = await acceptInvitation(db(), body)
    return signInAnswer(request, { userId, email, password: body.password })
  },
})
