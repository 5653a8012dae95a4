import { route } from '../../../../lib/auth/answer.ts'
import { changePerson } from '../../../../lib/auth/change-person.ts'
import { db } from '../../../../lib/db.ts'
import { ChangePerson } from '../../../../lib/protocol/api.ts'

export const PATCH = route({
  action: 'people.change',
  body: ChangePerson,
  handler: ({ params, body }) => changePerson(db(), params.id!, body).then(() => undefined),
})
