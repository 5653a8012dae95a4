import { route } from '../../../lib/auth/answer.ts'
import { db } from '../../../lib/db.ts'
import { listPeople } from '../../../lib/queries/list-people.ts'

export const GET = route({
  action: 'people.read',
  handler: async ({ identity }) => ({ people: await listPeople(db(), identity) }),
})
