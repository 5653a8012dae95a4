import { route } from '../../../../../lib/auth/answer.ts'
import { db } from '../../../../../lib/db.ts'
import { readEvents } from '../../../../../lib/event-log/read-events.ts'
import { EventRange } from '../../../../../lib/protocol/api.ts'

export const GET = route({
  action: 'session.read',
  of: 'session',
  query: EventRange,
  handler: async ({ session, query }) => ({ events: await readEvents(db(), session.id, query) }),
})
