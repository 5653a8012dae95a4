// What the data directory takes, and freeing what nobody needs. A runner does both; this asks it and shows what it said last.
import { z } from 'zod'
import { route } from '../../../../lib/auth/answer.ts'
import { db } from '../../../../lib/db.ts'
import { enqueueStorage } from '../../../../lib/event-log/queue.ts'
import { readStorage } from '../../../../lib/settings/read-storage.ts'

export const GET = route({
  action: 'settings.read',
  handler: async () => ({ storage: await readStorage(db()) }),
})

export const POST = route({
  action: 'settings.change',
  body: z.strictObject({ action: z.enum(['measure', 'free']) }),
  async handler({ body }) {
    await db().$transaction((tx) => enqueueStorage(tx, body.action))
    return Response.json({}, { status: 202 })
  },
})
