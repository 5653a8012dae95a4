import { route } from '../../../../lib/auth/answer.ts'
import { db } from '../../../../lib/db.ts'
import { loadSessionState } from '../../../../lib/queries/load-session.ts'

export const GET = route({
  action: 'session.read',
  of: 'session',
  handler: ({ session }) => loadSessionState(db(), session.id),
})
