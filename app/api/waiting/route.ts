import { route } from '../../../lib/auth/answer.ts'
import { db } from '../../../lib/db.ts'
import { loadWaiting } from '../../../lib/queries/load-waiting.ts'

export const GET = route({
  action: 'session.read',
  handler: ({ identity }) => loadWaiting(db(), identity),
})
