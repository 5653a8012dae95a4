// The first account, which administers the installation, and the sample project to begin with.
import { publicRoute } from '../../../../lib/auth/answer.ts'
import { requireAddressRate } from '../../../../lib/auth/answer-auth.ts'
import { createFirstAccount } from '../../../../lib/auth/create-account.ts'
import { isReachableFromBeyond, isSetupToken } from '../../../../lib/auth/setup-token.ts'
import { signInAnswer } from '../../../../lib/auth/sign-in-answer.ts'
import { db } from '../../../../lib/db.ts'
import { env } from '../../../../lib/env.ts'
import { logger } from '../../../../lib/logger.ts'
import { createProject } from '../../../../lib/projects/create-project.ts'
import { FirstAccount } from '../../../../lib/protocol/api.ts'
import { Rejection } from '../../../../lib/protocol/rejection.ts'
import { sampleProject } from '../../../../lib/sample/sample-project.ts'

export const POST = publicRoute({
  body: FirstAccount,
  async handler({ request, body: { setupToken, ...account } }) {
    requireAddressRate(request)
    if (isReachableFromBeyond(env()) && !isSetupToken(env().secret, setupToken ?? ''))
      throw new Rejection(
        'account.setup-token',
        'Open the link that npm start printed; it carries the setup token.',
      )
    const { userId } = await createFirstAccount(db(), account)
    try {
      await createProject(db(), userId, { name: sampleProject.name, source: { kind: 'sample' } })
    } catch (error) {
      // The account stands; a sample can be added on the projects page at any time.
      logger.error({ err: error }, 'the sample project was not added')
    }
    return signInAnswer(request, { ...account, userId })
  },
})
