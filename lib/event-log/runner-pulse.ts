// A sign of life of whoever drives runs, by Postgres' clock: the two processes meet nowhere else. A frozen runner stops
// giving it, a waiting one does not.
import type { Db } from '../db.ts'

const name = 'runner.pulse'
/** Several times what lies between two beats. */
const silentAfterSeconds = 20

export async function beat(db: Pick<Db, '$executeRaw'>, owner: string): Promise<void> {
  await db.$executeRaw`
    INSERT INTO "Setting" (name, value, "updatedAt") VALUES (${name}, jsonb_build_object('owner', ${owner}::text), clock_timestamp())
    ON CONFLICT (name) DO UPDATE SET value = excluded.value, "updatedAt" = excluded."updatedAt"`
}

/** False: no runner has given a sign for a while, so nothing that agents do goes on. */
export async function runnerAnswers(db: Pick<Db, '$queryRaw'>): Promise<boolean> {
  const [row] = await db.$queryRaw<{ fresh: boolean }[]>`
    SELECT "updatedAt" > clock_timestamp() - make_interval(secs => ${silentAfterSeconds}::float8) AS fresh
    FROM "Setting" WHERE name = ${name}`
  return row?.fresh ?? false
}
