// One session's log as the runner that holds its lease knows it: all events in memory, the state, and the fenced way to add facts.
// Gone when the lease is given back; never the truth. Only what Countersign itself wrote is read: a log that was changed by hand
// throws Rejection 'log.changed', and the state is folded from the events, never believed as it stands in the row.
import type { Db } from '../db.ts'
import { beginSession, evolve } from '../domain/evolve.ts'
import type { SessionState } from '../domain/session-state.ts'
import { readBlobText } from '../event-log/blobs.ts'
import type { Claim } from '../event-log/lease.ts'
import { logChanged, readTrueEvents } from '../event-log/read-true-events.ts'
import { type Fence, record } from '../event-log/record.ts'
import { differsFromLog, restoreState } from '../event-log/restore-state.ts'
import type { Event, Fact } from '../protocol/events.ts'
import { closedItems } from '../protocol/item-names.ts'
import { Rejection } from '../protocol/rejection.ts'
import type { LongText } from '../protocol/values.ts'
import type { DeltaBuffer } from './delta-buffer.ts'
import type { Folders } from './folders.ts'
import { assertNotCut, noteHead } from './seen-head.ts'

export type SessionLog = {
  readonly fence: Fence
  events(): readonly Event[]
  state(): SessionState
  /** Reads what others appended; true if there was anything. */
  refresh(): Promise<boolean>
  record(facts: readonly Fact[]): Promise<readonly Event[]>
  text(long: LongText): Promise<string>
}

export async function openSessionLog(
  db: Db,
  claim: Claim,
  deltas: DeltaBuffer,
  folders: Pick<Folders, 'head'>,
  onEvents: (events: readonly Event[]) => void,
): Promise<SessionLog> {
  const { fence } = claim
  const head = folders.head(fence.sessionId)
  const { events, state: folded } = await readWhole(db, fence, head)
  let state = folded
  const blobs = new Map<string, string>()

  const take = (added: readonly Event[]) => {
    for (const event of added) {
      if (event.seq !== (events.at(-1)?.seq ?? 0) + 1) continue
      events.push(event)
      state = evolve(state, event)
    }
    onEvents(added)
  }
  /** One at a time: a refresh and a record must not both take the same events. */
  let turn: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = turn.then(work, work)
    turn = next.catch(() => {})
    return next
  }
  const pull = async (): Promise<boolean> => {
    const added: Event[] = []
    for await (const event of readTrueEvents(db, fence.sessionId, events.at(-1)?.seq ?? 0)) added.push(event)
    if (added.length > 0) take(added)
    return added.length > 0
  }
  return {
    fence,
    events: () => events,
    state: () => state,
    refresh: () => inTurn(pull),
    record: (facts) =>
      inTurn(async () => {
        await deltas.flush()
        for (const fact of facts) {
          const { names, prefixes } = closedItems(fact)
          await deltas.close(fence.sessionId, names, prefixes)
        }
        const recorded = await record(db, fence, facts, crypto.randomUUID())
        if (recorded.events[0]!.seq > (events.at(-1)?.seq ?? 0) + 1) await pull()
        else take(recorded.events)
        await noteHead(head, recorded.events.at(-1)!)
        return recorded.events
      }),
    async text(long) {
      if (typeof long === 'string') return long
      const known = blobs.get(long.blob)
      if (known !== undefined) return known
      const whole = await readBlobText(db, state.projectId, long.blob)
      if (whole === null) throw logChanged('A long text of this session is not as Countersign wrote it')
      blobs.set(long.blob, whole)
      return whole
    },
  }
}

/** All events and the state that follows from them. The row is held against it, because people's commands are decided by the row. */
async function readWhole(
  db: Db,
  fence: Fence,
  head: string,
): Promise<{ events: Event[]; state: SessionState }> {
  const row = await db.session.findUniqueOrThrow({ where: { id: fence.sessionId } })
  const events: Event[] = []
  let state: SessionState | null = null
  let atRow: SessionState | null = null
  for await (const event of readTrueEvents(db, fence.sessionId)) {
    events.push(event)
    state = state === null ? beginSession(event) : evolve(state, event)
    if (event.seq === row.lastSeq) atRow = state
  }
  if (state === null || atRow === null) throw logChanged('Events at the end of this session are missing')
  await assertNotCut(head, events)
  if (differsFromLog(row, atRow)) {
    await restoreState(db, fence)
    throw new Rejection('log.differs', differs)
  }
  await noteHead(head, events.at(-1)!)
  return { events, state }
}

const differs =
  'The stored state of this session did not follow from its log: somebody changed the database by hand. It was made again from the log. Look at what is shown now, then retry.'
