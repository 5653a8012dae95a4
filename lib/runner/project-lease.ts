// Who works on a project's jobs: one lease per project, in the table of the runs' leases, under a name that no session has.
// Every write of a job carries its epoch, so that a runner taken for dead changes nothing when it comes back.
import type { Db, DbTransaction } from '../db.ts'
import { farthestSeconds } from '../event-log/lease.ts'
import { Rejection } from '../protocol/rejection.ts'

/** `sessionId` names the project's lease and boxes. */
export type ProjectFence = { sessionId: string; epoch: number }

export const projectLeaseName = (projectId: string): string => `project-${projectId}`

/** null: a living runner has it. `idleClaims` counts owners that died since a job last ended. */
export async function claimProject(
  db: Db,
  projectId: string,
  owner: string,
  leaseSeconds: number,
): Promise<(ProjectFence & { idleClaims: number }) | null> {
  const sessionId = projectLeaseName(projectId)
  const [claim] = await db.$queryRaw<{ epoch: number; idleClaims: number }[]>`
    INSERT INTO "RunLease" AS l ("sessionId", owner, epoch, "leaseUntil")
    VALUES (${sessionId}, ${owner}, 1, clock_timestamp() + make_interval(secs => ${leaseSeconds}::float8))
    ON CONFLICT ("sessionId") DO UPDATE SET owner = EXCLUDED.owner, epoch = l.epoch + 1,
      "leaseUntil" = EXCLUDED."leaseUntil", "idleClaims" = l."idleClaims" + (l.owner IS NOT NULL)::int
    WHERE l.owner IS NULL OR l."leaseUntil" < clock_timestamp()
      OR l."leaseUntil" > clock_timestamp() + make_interval(secs => ${farthestSeconds}::float8)
    RETURNING epoch, "idleClaims"`
  return claim ? { sessionId, ...claim } : null
}

/** `brokeOff`: the job has not ended, and not because the runner was told to stop; that counts like a death. */
export async function releaseProject(
  db: Db,
  { sessionId, epoch }: ProjectFence,
  { brokeOff }: { brokeOff: boolean },
): Promise<void> {
  await db.$executeRaw`
    UPDATE "RunLease" SET owner = NULL, "leaseUntil" = NULL,
      "idleClaims" = CASE WHEN ${brokeOff} THEN "idleClaims" + 1 ELSE 0 END
    WHERE "sessionId" = ${sessionId} AND epoch = ${epoch}`
}

/** Writes in one transaction, only while the lease is ours. Throws Rejection 'run.fenced'. */
export function writeFenced<T>(
  db: Db,
  { sessionId, epoch }: ProjectFence,
  write: (tx: DbTransaction) => Promise<T>,
): Promise<T> {
  return db.$transaction(
    async (tx) => {
      const [lease] = await tx.$queryRaw<{ epoch: number; owner: string | null }[]>`
        SELECT epoch, owner FROM "RunLease" WHERE "sessionId" = ${sessionId} FOR SHARE`
      if (lease?.epoch !== epoch || lease.owner === null)
        throw new Rejection('run.fenced', 'Another runner has taken over this job.')
      return write(tx)
    },
    { maxWait: 10_000, timeout: 20_000 },
  )
}

/** Jobs that nobody works on: what a lost notice or a dead runner leaves behind. One per project, oldest first. */
export async function findWaitingJobs(db: Db, projectId: string | null = null): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT ON (j."projectId") j.id FROM "ProjectJob" j
    LEFT JOIN "RunLease" l ON l."sessionId" = 'project-' || j."projectId"
    WHERE j.status IN ('queued', 'running') AND (${projectId}::text IS NULL OR j."projectId" = ${projectId})
      AND (l.owner IS NULL OR l."leaseUntil" < clock_timestamp())
    ORDER BY j."projectId", j."createdAt", j.id LIMIT 50`
  return rows.map((row) => row.id)
}
