// Is everything well? For whoever starts or watches it; says nothing about people or projects.
import { publicRoute } from '../../../lib/auth/answer.ts'
import { db } from '../../../lib/db.ts'
import { runnerAnswers } from '../../../lib/event-log/runner-pulse.ts'
import { logger } from '../../../lib/logger.ts'

type Part = 'answers' | 'silent'
const report = (database: Part, runner: Part, message: string) =>
  Response.json({ ok: false, database, runner, message }, { status: 503 })

export const GET = publicRoute({
  async handler() {
    try {
      if (await runnerAnswers(db())) return { ok: true, database: 'answers', runner: 'answers' }
      return report('answers', 'silent', 'No runner answers. Pages work, but agents stand still.')
    } catch (error) {
      logger.warn({ err: error }, 'the database does not answer')
      return report('silent', 'silent', 'The database does not answer.')
    }
  },
})
