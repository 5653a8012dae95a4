// Inside a transaction that holds the session row's lock: facts become numbered events, state and rows follow, deltas of closed
// items go, and readers are told. commit and record are its only callers.

import { carryMac, decisionMac } from '../auth/decision-mac.ts'
import { eventMac } from '../auth/event-mac.ts'
import { beginSession, evolve } from '../domain/evolve.ts'
import { type RowOp, rowOps } from '../domain/rows.ts'
import { type SessionState, waitsFor } from '../domain/session-state.ts'
import { cleanDeep } from '../protocol/clean-deep.ts'
import { type Event, type Fact, parseFact } from '../protocol/events.ts'
import { closedItems } from '../protocol/item-names.ts'
import type { Actor } from '../protocol/values.ts'
import { saveBlobs, spill } from './blobs.ts'
import { enqueueRun } from './queue.ts'
import { saveRows, type Transaction } from './save-rows.ts'

export type LockedSession = {
  id: string
  projectId: string
  lastSeq: number
  state: SessionState
  /** Postgres' clock at the lock. */
  now: Date
}

export async function lockSession(tx: Transaction, sessionId: string): Promise<LockedSession | null> {
  const rows = await tx.$queryRaw<
    { id: string; projectId: string; lastSeq: number; state: SessionState; now: Date }[]
  >`
    SELECT id, "projectId", "lastSeq", state, clock_timestamp() AS now FROM "Session" WHERE id = ${sessionId} FOR NO KEY UPDATE`
  return rows[0] ?? null
}

/** Appends at least one fact. Returns the events as they now stand in the log and the state after them. */
export async function append(
  tx: Transaction,
  session: LockedSession,
  facts: readonly Fact[],
  by: { actor: Actor; commandId: string },
): Promise<{ events: Event[]; state: SessionState }> {
  if (facts.length === 0) throw new Error(`command ${by.commandId} led to no event`)
  const at = session.now.toISOString()
  const events: Event[] = []
  const ops: RowOp[] = []
  let state: SessionState | null = session.lastSeq === 0 ? null : session.state
  for (const [index, raw] of facts.entries()) {
    const seq = session.lastSeq + index + 1
    const { fact: spilled, blobs } = spill(withMac(cleanDeep(raw), session.id, seq))
    // What could not be read again must not be written: one such event would lock people out of the whole log.
    const fact = parseFact(spilled.type, spilled.data)
    await saveBlobs(tx, session.projectId, blobs)
    const event: Event = { ...fact, sessionId: session.id, seq, version: 1, actor: by.actor, at }
    const next: SessionState = state === null ? beginSession(event) : evolve(state, event)
    ops.push(...rowOps(event, state, next))
    events.push(event)
    state = next
  }
  const after = state as SessionState
  await tx.event.createMany({
    data: events.map(({ sessionId, seq, type, version, data, actor, at }, ordinal) => {
      const row = { sessionId, seq, type, version, data, actor, commandId: by.commandId, ordinal, at }
      return { ...row, mac: eventMac(row) }
    }),
  })
  await saveRows(tx, session.id, ops)
  if (events.some((event) => event.type === 'run.queued' || event.type === 'run.resumed')) {
    await enqueueRun(tx, session.id, session.projectId)
  } else if (by.actor.kind === 'person') {
    await tx.$executeRaw`UPDATE "RunLease" SET wake = wake + 1 WHERE "sessionId" = ${session.id}`
  }
  const lastSeq = session.lastSeq + events.length
  await saveSession(tx, { id: session.id, lastSeq }, after, at, events)
  return { events, state: after }
}

/**
 * Everything in Session but identity is a fold as well; the text that streamed until an event closed its item is in the event from now
 * on; readers are told. `session` carries its new number. One statement, since each is a way to the database during which the session stays locked.
 */
export async function saveSession(
  tx: Transaction,
  session: { id: string; lastSeq: number },
  state: SessionState,
  at: string,
  events: readonly Event[],
): Promise<void> {
  const closed = events.map(closedItems)
  const names = closed.flatMap((one) => one.names)
  const prefixes = closed.flatMap((one) => one.prefixes)
  await tx.$executeRaw`
    WITH closed AS (
      DELETE FROM "Delta" WHERE "sessionId" = ${session.id} AND ("itemId" = ANY(${names}::text[])
        OR EXISTS (SELECT 1 FROM unnest(${prefixes}::text[]) AS prefix WHERE starts_with("itemId", prefix))))
    UPDATE "Session" SET "lastSeq" = ${session.lastSeq}, state = ${JSON.stringify(state)}::jsonb,
      title = ${state.title}, phase = ${state.phase}, "runStatus" = ${state.run.status},
      "waitsFor" = ${waitsFor(state)}, "waitsSince" = CASE
        WHEN ${waitsFor(state)}::text IS NULL THEN NULL
        WHEN "waitsFor" = ${waitsFor(state)}::text THEN "waitsSince" ELSE ${at}::timestamptz END,
      "updatedAt" = ${at}::timestamptz,
      "archivedAt" = CASE WHEN ${state.archived} THEN coalesce("archivedAt", ${at}::timestamptz) END,
      "mergedAt" = CASE WHEN ${state.phase}::text = 'merged' THEN coalesce("mergedAt", ${at}::timestamptz) ELSE "mergedAt" END
    WHERE id = ${session.id} RETURNING pg_notify('countersign', ${`e:${session.id}:${session.lastSeq}`})`
}

function withMac(fact: Fact, sessionId: string, seq: number): Fact {
  if (fact.type === 'approval.decided')
    return { ...fact, data: { ...fact.data, mac: decisionMac(sessionId, seq, fact.data) } }
  if (fact.type === 'approval.carried')
    return { ...fact, data: { ...fact.data, mac: carryMac(sessionId, seq, fact.data) } }
  return fact
}
