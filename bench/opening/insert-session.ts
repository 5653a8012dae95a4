// Puts a whole log into the database in bulk, with the state and the rows that the product's own folds make of it.
// The one place that writes a session past its door, because 100,000 commits would take longer than what is measured.
import type { Db } from '../../lib/db.ts'
import { beginSession, evolve } from '../../lib/domain/evolve.ts'
import { type RowOp, rowOps } from '../../lib/domain/rows.ts'
import { type SessionState, waitsFor } from '../../lib/domain/session-state.ts'
import { saveRows } from '../../lib/event-log/save-rows.ts'
import { type Event, type Fact, parseFact } from '../../lib/protocol/events.ts'
import type { Actor } from '../../lib/protocol/values.ts'

type Target = { sessionId: string; person: Extract<Actor, { kind: 'person' }>; number: number; endsAt: Date }

const eventsPerInsert = 2000
const secondsApart = 2
const byPerson = new Set<Fact['type']>(['session.created', 'message.posted'])

export type Folded = { events: Event[]; state: SessionState; ops: RowOp[] }

/** The facts as events, and what the product folds them to. Throws when a fact could not be read again. */
export function fold(facts: readonly Fact[], target: Target): Folded {
  const actor: Actor = { kind: 'runner', runId: `run-${target.number}`, epoch: 1 }
  const events = facts.map((fact, index): Event => {
    const at = new Date(target.endsAt.getTime() - (facts.length - index) * secondsApart * 1000).toISOString()
    const parsed = parseFact(fact.type, fact.data)
    const by = byPerson.has(fact.type) ? target.person : actor
    return { ...parsed, sessionId: target.sessionId, seq: index + 1, version: 1, actor: by, at }
  })
  const ops: RowOp[] = []
  let state: SessionState | null = null
  for (const event of events) {
    const next: SessionState = state === null ? beginSession(event) : evolve(state, event)
    ops.push(...rowOps(event, state, next))
    state = next
  }
  return { events, state: state!, ops }
}

export async function insertSession(db: Db, { events, state, ops }: Folded, target: Target): Promise<void> {
  const [first, last] = [events[0]!, events.at(-1)!]
  if (first.type !== 'session.created') throw new Error('a session begins with session.created')
  const waits = waitsFor(state)
  await db.session.create({
    data: {
      id: target.sessionId,
      projectId: state.projectId,
      number: target.number,
      createdById: target.person.userId,
      title: state.title,
      desiredState: first.data.desiredState,
      targetBranch: state.targetBranch,
      phase: state.phase,
      waitsFor: waits,
      waitsSince: waits === null ? null : last.at,
      runStatus: state.run.status,
      lastSeq: events.length,
      state,
      createdAt: first.at,
      updatedAt: last.at,
    },
  })
  for (let from = 0; from < events.length; from += eventsPerInsert) {
    await db.event.createMany({
      data: events.slice(from, from + eventsPerInsert).map((event) => ({
        sessionId: event.sessionId,
        seq: event.seq,
        type: event.type,
        version: event.version,
        data: event.data,
        actor: event.actor,
        commandId: `bench-${event.seq}`,
        ordinal: 0,
        at: event.at,
      })),
    })
  }
  await db.$transaction((tx) => saveRows(tx, target.sessionId, ops), { timeout: 120_000 })
  await db.$executeRaw`ANALYZE "Event"`
}
