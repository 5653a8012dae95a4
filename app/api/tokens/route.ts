import { route } from '../../../lib/auth/answer.ts'
import { createApiToken } from '../../../lib/auth/api-tokens.ts'
import { db } from '../../../lib/db.ts'
import { CreateToken } from '../../../lib/protocol/api.ts'
import { listTokens } from '../../../lib/queries/list-tokens.ts'

export const GET = route({
  action: 'token.read',
  handler: async ({ identity }) => ({ tokens: await listTokens(db(), identity) }),
})

/** The token is shown once, here. */
export const POST = route({
  action: 'token.create',
  body: CreateToken,
  handler: async ({ identity, body }) =>
    Response.json(await createApiToken(db(), identity, body), { status: 201 }),
})
