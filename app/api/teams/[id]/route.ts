import { route } from '../../../../lib/auth/answer.ts'
import { db } from '../../../../lib/db.ts'
import { deleteTeam } from '../../../../lib/projects/change-members.ts'
import { NameTeam } from '../../../../lib/protocol/api.ts'

export const PATCH = route({
  action: 'team.change',
  body: NameTeam,
  async handler({ params, body }) {
    await db().team.update({ where: { id: params.id! }, data: body })
  },
})

export const DELETE = route({
  action: 'team.change',
  handler: ({ params }) => deleteTeam(db(), params.id!).then(() => undefined),
})
