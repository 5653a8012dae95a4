// Is everything well? For whoever starts or watches it, and for pages that say why nothing happens; says nothing about people or
// projects. A disk in trouble is told in words while requests can still be answered.
import { publicRoute } from '../../../lib/auth/answer.ts'
import { db } from '../../../lib/db.ts'
import { env } from '../../../lib/env.ts'
import { runnerAnswers } from '../../../lib/event-log/runner-pulse.ts'
import { logger } from '../../../lib/logger.ts'
import { findDiskTrouble } from '../../../lib/settings/find-disk-trouble.ts'

/** A database that accepts and never answers is as silent as one that is gone. */
const patienceMs = 3_000

function inTime<T>(answer: Promise<T>): Promise<T> {
  const silence = AbortSignal.timeout(patienceMs)
  return Promise.race([
    answer,
    new Promise<never>((_, reject) => {
      silence.addEventListener('abort', () => reject(new Error(`no answer within ${patienceMs} ms`)))
    }),
  ])
}

type Part = 'answers' | 'silent'
const report = (database: Part, runner: Part, message: string) =>
  Response.json({ ok: false, database, runner, message }, { status: 503 })

export const GET = publicRoute({
  async handler() {
    const disk = await findDiskTrouble(env().dataFolder)
    try {
      if (!(await inTime(runnerAnswers(db()))))
        return report('answers', 'silent', disk ?? 'No runner answers. Pages work, but agents stand still.')
      return { ok: true, database: 'answers', runner: 'answers', ...(disk ? { message: disk } : {}) }
    } catch (error) {
      logger.warn({ err: error }, 'the database does not answer')
      const sentence =
        'The database cannot be reached. What was decided is kept; this page goes on by itself when it answers again.'
      return report('silent', 'silent', disk ?? sentence)
    }
  },
})
