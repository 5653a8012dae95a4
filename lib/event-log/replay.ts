// Folds a log from nothing and holds the result against what stands in the tables. The rows are only ever a copy of the log:
// any difference is a bug, or somebody's hand in the database. Reads, never writes.
import canonicalize from 'canonicalize'
import type { Db } from '../db.ts'
import { beginSession, evolve } from '../domain/evolve.ts'
import { type RowOp, type RowTable, rowOps } from '../domain/rows.ts'
import { type SessionState, waitsFor } from '../domain/session-state.ts'
import type { Event } from '../protocol/events.ts'
import { readAllEvents } from './read-events.ts'

type Row = Record<string, unknown>
export type Replayed = { state: SessionState; lastSeq: number; rows: Record<RowTable, Row[]> }

/** All events of one session from seq 1 on, in order, without gaps; throws an Error that names the first gap. */
export function replay(events: readonly Event[]): Replayed {
  const rows: Replayed['rows'] = { run: [], approval: [], planStep: [], hunkDecision: [], turn: [] }
  let state: SessionState | null = null
  for (const [index, event] of events.entries()) {
    if (event.seq !== index + 1) throw new Error(`expected event ${index + 1}, found ${event.seq}`)
    const next: SessionState = state === null ? beginSession(event) : evolve(state, event)
    for (const op of rowOps(event, state, next)) apply(rows[op.table], op)
    state = next
  }
  if (state === null) throw new Error('a log without events')
  return { state, lastSeq: events.length, rows }
}

function apply(rows: Row[], op: RowOp): void {
  if (op.do === 'insert') rows.push({ ...op.key, ...op.values })
  else for (const row of rows.filter((row) => matches(row, op.where))) Object.assign(row, op.values)
}

const matches = (row: Row, where: Row): boolean =>
  Object.entries(where).every(([key, value]) => row[key] === value)

/** One line for each difference between the log and the tables; empty when they agree. */
export async function compareWithRows(db: Db, sessionId: string): Promise<string[]> {
  const events: Event[] = []
  for await (const event of readAllEvents(db, sessionId)) events.push(event)
  const { state, lastSeq, rows } = replay(events)
  const session = await db.session.findUniqueOrThrow({ where: { id: sessionId } })
  const told = {
    state,
    lastSeq,
    title: state.title,
    phase: state.phase,
    runStatus: state.run.status,
    waitsFor: waitsFor(state),
    archived: state.archived,
    merged: events.some((event) => event.type === 'merge.finished'),
  }
  const found = {
    state: session.state,
    lastSeq: session.lastSeq,
    title: session.title,
    phase: session.phase,
    runStatus: session.runStatus,
    waitsFor: session.waitsFor,
    archived: session.archivedAt !== null,
    merged: session.mergedAt !== null,
  }
  const differences = Object.keys(told).flatMap((key) =>
    differ(`Session.${key}`, told[key as keyof typeof told], found[key as keyof typeof found]),
  )
  const where = { sessionId }
  const tables: Record<RowTable, Row[]> = {
    run: await db.run.findMany({ where }),
    approval: await db.approval.findMany({ where }),
    planStep: await db.planStep.findMany({ where }),
    hunkDecision: await db.hunkDecision.findMany({ where }),
    turn: await db.turn.findMany({ where }),
  }
  for (const [table, list] of Object.entries(tables) as [RowTable, Row[]][]) {
    differences.push(...differ(table, sorted(rows[table]), sorted(list)))
  }
  return differences
}

/** Order of rows is no fact. Dates compare as the log writes them. */
const sorted = (rows: readonly Row[]): string[] => rows.map((row) => plain(row)).sort()
const plain = (value: unknown): string => canonicalize(JSON.parse(JSON.stringify(value))) ?? ''

function differ(what: string, told: unknown, found: unknown): string[] {
  const [one, other] = [plain(told), plain(found)]
  return one === other ? [] : [`${what}: the log says ${one}, the table ${other}`]
}
