import { route } from '../../../../lib/auth/answer.ts'
import { db } from '../../../../lib/db.ts'
import { describeInstallation } from '../../../../lib/settings/describe-installation.ts'

export const GET = route({
  action: 'settings.read',
  handler: ({ identity }) => describeInstallation(db(), identity),
})
