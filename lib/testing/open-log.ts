// A database with one project and some people, without a runner, for tests of the log itself. One per test file, because the
// environment of a process is read once. Facts of a run are recorded by hand, as a runner would.
import pg from 'pg'
import type { Identity } from '../auth/identity.ts'
import { createDb, type Db } from '../db.ts'
import { commit } from '../event-log/commit.ts'
import { type Claim, claimLease } from '../event-log/lease.ts'
import { record } from '../event-log/record.ts'
import type { Command } from '../protocol/commands.ts'
import type { Fact } from '../protocol/events.ts'
import { compareFolds } from './compare-folds.ts'
import { createTestDatabase } from './test-database.ts'
import { makeProject } from './test-people.ts'

export type OpenLog = {
  db: Db
  pool: pg.Pool
  url: string
  projectId: string
  ada: Identity
  bob: Identity
  /** A session that was just created; its run is queued. */
  begin(): Promise<string>
  claim(sessionId: string, owner?: string, leaseSeconds?: number): Promise<Claim>
  write(claim: Claim, ...facts: Fact[]): Promise<void>
  send(command: Omit<Command, 'commandId'>, as?: Identity, commandId?: string): ReturnType<typeof commit>
  close(): Promise<void>
}

export async function openLog(): Promise<OpenLog> {
  const database = await createTestDatabase()
  Object.assign(process.env, {
    NODE_ENV: 'test',
    DATABASE_URL: database.url,
    COUNTERSIGN_SECRET: 'a secret for tests, thirty-two characters or more',
    COUNTERSIGN_DATA: '/nonexistent',
  })
  const db = createDb(database.url, { connections: 20 })
  const pool = new pg.Pool({ connectionString: database.url, max: 4 })
  pool.on('error', () => {})
  const person = async (userId: string, name: string): Promise<Identity> => {
    const email = `${userId}@example.org`
    await db.user.create({ data: { id: userId, name, email, role: 'admin' } })
    return { userId, name, email, role: 'admin', projectIds: [] }
  }
  const [ada, bob] = [await person('ada', 'Ada Admin'), await person('bob', 'Bob')]
  const projectId = await makeProject(db, 'Log')
  const log: OpenLog = {
    db,
    pool,
    url: database.url,
    projectId,
    ada,
    bob,
    send: (command, as = ada, commandId = crypto.randomUUID()) =>
      commit(db, { ...command, commandId } as Command, as),
    async begin() {
      const data = { projectId, desiredState: 'Something good.', mentions: [], mode: 'plan' as const }
      return (await log.send({ type: 'session.create', data } as Omit<Command, 'commandId'>)).sessionId
    },
    async claim(sessionId, owner = 'one', leaseSeconds = 60) {
      const claim = await claimLease(db, sessionId, owner, leaseSeconds)
      if (!claim) throw new Error('there was nothing to claim')
      return claim
    },
    async write(claim, ...facts) {
      const { runId } = claim.fence
      const text = JSON.stringify(facts).replaceAll('"run-1"', JSON.stringify(runId))
      const own = JSON.parse(text.replaceAll(/"(turn-\d)"/g, `"$1 of ${runId}"`)) as Fact[]
      await record(db, claim.fence, own, crypto.randomUUID())
    },
    async close() {
      const compared = compareFolds(db)
      await compared.catch(() => {})
      await pool.end()
      await db.$disconnect()
      await database.drop()
      await compared
    },
  }
  return log
}
