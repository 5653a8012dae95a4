// The door through which a runner writes what happened. Fenced twice: by the lease's epoch in its row, and by the run in the state.
// Throws Rejection 'run.fenced' (stop at once) or 'run.moved-on' (look again); both mean that nothing was written.
import type { Db } from '../db.ts'
import { mayRecord } from '../domain/decide-record.ts'
import { evolve } from '../domain/evolve.ts'
import type { SessionState } from '../domain/session-state.ts'
import type { Event, Fact } from '../protocol/events.ts'
import { Rejection } from '../protocol/rejection.ts'
import { append, type LockedSession } from './append.ts'
import type { Transaction } from './save-rows.ts'

export type Fence = { sessionId: string; runId: string; epoch: number }
export type Recorded = { events: Event[]; state: SessionState }

/** `commandId` makes a repeated call harmless: the log takes facts under one id once, and a second time throws. */
export function record(db: Db, fence: Fence, facts: readonly Fact[], commandId: string): Promise<Recorded> {
  return db.$transaction((tx) => recordIn(tx, fence, facts, commandId), { maxWait: 10_000, timeout: 20_000 })
}

async function recordIn(
  tx: Transaction,
  fence: Fence,
  facts: readonly Fact[],
  commandId: string,
): Promise<Recorded> {
  const session = await lockWithLease(tx, fence.sessionId)
  if (!session) throw new Error(`no session ${fence.sessionId} that was ever queued`)
  if (session.epoch !== fence.epoch)
    throw new Rejection('run.fenced', 'Another runner has taken over this run.')
  let state = session.state
  for (const [index, fact] of facts.entries()) {
    mayRecord(state, fact, fence)
    const actor = { kind: 'runner' as const, runId: fence.runId, epoch: fence.epoch }
    state = evolve(state, {
      ...fact,
      sessionId: session.id,
      seq: session.lastSeq + index + 1,
      version: 1,
      actor,
      at: '',
    })
  }
  return append(tx, session, facts, {
    actor: { kind: 'runner', runId: fence.runId, epoch: fence.epoch },
    commandId,
  })
}

/** As `lockSession`, and the lease's epoch, which nobody can raise until the end of the transaction. */
async function lockWithLease(
  tx: Transaction,
  sessionId: string,
): Promise<(LockedSession & { epoch: number }) | null> {
  const rows = await tx.$queryRaw<(LockedSession & { epoch: number })[]>`
    SELECT s.id, s."projectId", s."lastSeq", s.state, clock_timestamp() AS now, l.epoch
    FROM "Session" s JOIN "RunLease" l ON l."sessionId" = s.id WHERE s.id = ${sessionId}
    FOR NO KEY UPDATE OF s FOR SHARE OF l`
  return rows[0] ?? null
}
