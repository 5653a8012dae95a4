// The same door as the socket's: one command in, its answer out. Repeating a command with the same id is safe.
import { route } from '../../../lib/auth/answer.ts'
import { db } from '../../../lib/db.ts'
import { commit } from '../../../lib/event-log/commit.ts'
import { Command } from '../../../lib/protocol/commands.ts'

export const POST = route({
  action: null,
  rate: 'command',
  body: Command,
  handler: async ({ identity, body }) => ({ ok: true, ...(await commit(db(), body, identity)) }),
})
