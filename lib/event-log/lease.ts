// Who drives a session: a lease by Postgres' clock with an epoch that only grows. Every write of a run carries its epoch.
import type { Db } from '../db.ts'
import type { SessionState } from '../domain/session-state.ts'
import type { Event, EventType } from '../protocol/events.ts'
import { append, type LockedSession, lockSession } from './append.ts'
import type { Fence } from './record.ts'
import type { Transaction } from './save-rows.ts'

export type Claim = { fence: Fence; wake: number; state: SessionState; events: Event[]; idleClaims: number }

/**
 * No lease is given so far ahead: one that seems to be was given before the clock was set back, and would hold for as long as that
 * took. A living owner brings it near again within seconds, and one that did not is fenced as ever.
 */
export const farthestSeconds = 300

/** What a run records again each time it tries the same thing: intents, and requests that led to nothing. */
const noProgress: readonly EventType[] = [
  'run.started',
  'turn.started',
  'check.started',
  'model.requested',
  'model.failed',
]

/**
 * Takes the session if it has work and no live lease. Returns null when there is nothing to do or another runner has it
 * (the job then completes: wake counter and reconciler carry the signal).
 */
export function claimLease(
  db: Db,
  sessionId: string,
  owner: string,
  leaseSeconds: number,
): Promise<Claim | null> {
  return db.$transaction(
    async (tx) => {
      const session = await lockWhole(tx, sessionId)
      const run = session?.state.run
      if (!session || !run || (run.status !== 'queued' && run.status !== 'running')) return null
      const [lease] = await tx.$queryRaw<
        { epoch: number; wake: number; idleClaims: number; claimedAtSeq: number }[]
      >`
        UPDATE "RunLease" SET owner = ${owner}, epoch = epoch + 1,
          "leaseUntil" = clock_timestamp() + make_interval(secs => ${leaseSeconds}::float8),
          "idleClaims" = CASE WHEN ${run.status} = 'running' AND NOT EXISTS (
            SELECT 1 FROM "Event" e WHERE e."sessionId" = ${sessionId} AND e.seq > "claimedAtSeq"
              AND e.type <> ALL(${[...noProgress]}::text[])) THEN "idleClaims" + 1 ELSE 0 END,
          "claimedAtSeq" = ${session.lastSeq}
        WHERE "sessionId" = ${sessionId} AND (owner IS NULL OR "leaseUntil" < clock_timestamp()
          OR "leaseUntil" > clock_timestamp() + make_interval(secs => ${farthestSeconds}::float8))
        RETURNING epoch, wake, "idleClaims", "claimedAtSeq"`
      if (!lease) return null
      const fence = { sessionId, runId: run.id, epoch: lease.epoch }
      const { events, state } = await append(
        tx,
        session,
        [{ type: 'run.started', data: { runId: run.id, epoch: lease.epoch, owner } }],
        { actor: { kind: 'runner', runId: run.id, epoch: lease.epoch }, commandId: `claim-${lease.epoch}` },
      )
      return { fence, wake: lease.wake, state, events, idleClaims: lease.idleClaims }
    },
    { maxWait: 10_000, timeout: 20_000 },
  )
}

/** False: the lease is lost; stop at once. */
export async function renewLease(db: Db, fence: Fence, leaseSeconds: number): Promise<boolean> {
  const renewed = await db.$executeRaw`
    UPDATE "RunLease" SET "leaseUntil" = clock_timestamp() + make_interval(secs => ${leaseSeconds}::float8)
    WHERE "sessionId" = ${fence.sessionId} AND epoch = ${fence.epoch} AND owner IS NOT NULL`
  return renewed === 1
}

/** Gives the lease back unless something woke the run since `wake` was read; then false, with the newest counter to go on with. */
export async function releaseLease(
  db: Db,
  fence: Fence,
  wake: number,
): Promise<{ released: boolean; wake: number }> {
  const released = await db.$executeRaw`
    UPDATE "RunLease" SET owner = NULL, "leaseUntil" = NULL
    WHERE "sessionId" = ${fence.sessionId} AND epoch = ${fence.epoch} AND wake = ${wake}`
  if (released === 1) return { released: true, wake }
  const lease = await db.runLease.findUnique({ where: { sessionId: fence.sessionId } })
  return { released: lease?.epoch !== fence.epoch, wake: lease?.wake ?? wake }
}

/**
 * Sessions with work to do and no live lease: what a lost job or a dead runner leaves behind. A queued one counts only
 * after `queuedSeconds`, because until then its job is on its way.
 */
export async function findUnclaimed(
  db: Db,
  queuedSeconds: number,
): Promise<{ sessionId: string; projectId: string }[]> {
  return db.$queryRaw`
    SELECT s.id AS "sessionId", s."projectId" FROM "Session" s LEFT JOIN "RunLease" l ON l."sessionId" = s.id
    WHERE (l.owner IS NULL OR l."leaseUntil" < clock_timestamp()
        OR l."leaseUntil" > clock_timestamp() + make_interval(secs => ${farthestSeconds}::float8))
      AND (s."runStatus" = 'running'
        OR (s."runStatus" = 'queued' AND s."updatedAt" NOT BETWEEN
          clock_timestamp() - make_interval(secs => ${queuedSeconds}::float8) AND clock_timestamp() + interval '5 minutes'))
    ORDER BY s."updatedAt" LIMIT 200`
}

/** With the number after which to go on, even where somebody set it back by hand: what is wrong can then be said in the log. */
async function lockWhole(tx: Transaction, sessionId: string): Promise<LockedSession | null> {
  const session = await lockSession(tx, sessionId)
  const last = await tx.event.findFirst({
    where: { sessionId },
    orderBy: { seq: 'desc' },
    select: { seq: true },
  })
  return session && { ...session, lastSeq: Math.max(session.lastSeq, last?.seq ?? 0) }
}
