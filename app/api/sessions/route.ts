import { route } from '../../../lib/auth/answer.ts'
import { db } from '../../../lib/db.ts'
import { SessionFilters } from '../../../lib/protocol/api.ts'
import { findSessions } from '../../../lib/queries/find-sessions.ts'

export const GET = route({
  action: 'session.read',
  query: SessionFilters,
  handler: ({ identity, query }) => findSessions(db(), identity, query),
})
