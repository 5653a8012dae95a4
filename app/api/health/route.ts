// Is the server well? For whoever starts or watches it; says nothing about people or projects.
import { publicRoute } from '../../../lib/auth/answer.ts'
import { db } from '../../../lib/db.ts'
import { logger } from '../../../lib/logger.ts'

export const GET = publicRoute({
  async handler() {
    try {
      await db().$queryRaw`SELECT 1`
      return { ok: true }
    } catch (error) {
      logger.warn({ err: error }, 'the database does not answer')
      return Response.json({ ok: false, message: 'The database does not answer.' }, { status: 503 })
    }
  },
})
