// Decisions of a person on a database that fails under them: which were acknowledged, and whether all of these are there afterwards.
import { expect } from 'vitest'
import type { Identity } from '../../lib/auth/identity.ts'
import type { Db } from '../../lib/db.ts'
import { commit } from '../../lib/event-log/commit.ts'
import { compareFolds } from '../../lib/testing/compare-folds.ts'
import { makeProject } from '../../lib/testing/test-people.ts'

export type Decider = {
  sessionId: string
  /** Texts that were acknowledged. */
  kept: string[]
  /** Says one thing; answers whether it was acknowledged. */
  say(text?: string): Promise<boolean>
  /** Everything that was acknowledged is in the log once, and the rows agree with it. */
  expectAll(): Promise<void>
}

export async function startDeciding(db: Db): Promise<Decider> {
  const userId = crypto.randomUUID()
  const email = `${userId}@example.org`
  await db.user.create({ data: { id: userId, name: 'Ada Admin', email, role: 'admin' } })
  const ada: Identity = { userId, name: 'Ada Admin', email, role: 'admin', projectIds: [] }
  const projectId = await makeProject(db, `Storage ${userId}`)
  const data = { projectId, desiredState: 'Something good.', mentions: [], mode: 'plan' as const }
  const { sessionId } = await commit(
    db,
    { type: 'session.create', commandId: crypto.randomUUID(), data } as Parameters<typeof commit>[1],
    ada,
  )
  const kept: string[] = []
  return {
    sessionId,
    kept,
    async say(text = `word ${crypto.randomUUID()}`) {
      const message = { text, mentions: [], interrupt: false }
      try {
        await commit(
          db,
          { type: 'message.post', commandId: crypto.randomUUID(), sessionId, data: message },
          ada,
        )
        kept.push(text)
        return true
      } catch {
        return false
      }
    },
    async expectAll() {
      const events = await db.event.findMany({
        where: { sessionId, type: 'message.posted' },
        orderBy: { seq: 'asc' },
      })
      const said = events.map((event) => (event.data as { text: string }).text)
      expect(said.filter((text) => kept.includes(text))).toEqual(kept)
      await compareFolds(db)
    },
  }
}
