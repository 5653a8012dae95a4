import { route } from '../../../lib/auth/answer.ts'
import { db } from '../../../lib/db.ts'
import { NameTeam } from '../../../lib/protocol/api.ts'
import { listTeams } from '../../../lib/queries/list-teams.ts'

export const GET = route({
  action: 'team.read',
  handler: async ({ identity }) => ({ teams: await listTeams(db(), identity) }),
})

export const POST = route({
  action: 'team.change',
  body: NameTeam,
  handler: async ({ body }) =>
    Response.json(await db().team.create({ data: body, select: { id: true, name: true } }), { status: 201 }),
})
