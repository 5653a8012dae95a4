// What stands in a session's row is a fold of its log. Where it is not, somebody changed it by hand: it is made again from the log.
// The rows that only lists read (Approval, HunkDecision, …) are not looked at here: no executor believes them.
import canonicalize from 'canonicalize'
import type { Db } from '../db.ts'
import { beginSession, evolve } from '../domain/evolve.ts'
import type { SessionState } from '../domain/session-state.ts'
import { lockSession, saveSession } from './append.ts'
import { readTrueEvents } from './read-true-events.ts'
import type { Fence } from './record.ts'

type Row = { projectId: string; phase: string; runStatus: string; targetBranch: string; state: unknown }

/** A field that a later release added and an older row lacks is no difference while it holds what a new session has. */
export function differsFromLog(row: Row, state: SessionState): boolean {
  const empty = Object.fromEntries(
    Object.entries(state).filter(([, value]) => value === null || value === 0 || value === false),
  )
  return (
    row.projectId !== state.projectId ||
    row.phase !== state.phase ||
    row.runStatus !== state.run.status ||
    canonicalize({ ...empty, ...(row.state as object) }) !== canonicalize(state)
  )
}

export async function restoreState(db: Db, fence: Fence): Promise<void> {
  await db.$transaction(async (tx) => {
    const session = await lockSession(tx, fence.sessionId)
    const lease = await tx.runLease.findUnique({ where: { sessionId: fence.sessionId } })
    if (!session || lease?.epoch !== fence.epoch) return
    let state: SessionState | null = null
    let last = { seq: 0, at: '' }
    for await (const event of readTrueEvents(tx, fence.sessionId)) {
      state = state === null ? beginSession(event) : evolve(state, event)
      last = event
    }
    if (state === null) return
    const { projectId } = state
    await tx.session.update({ where: { id: fence.sessionId }, data: { projectId } })
    await saveSession(tx, { id: session.id, lastSeq: last.seq }, state, last.at, [])
  })
}
