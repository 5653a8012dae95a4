// One session's log as the runner that holds its lease knows it: all events in memory, the state, and the fenced way to add facts.
// Gone when the lease is given back; never the truth.
import type { Db } from '../db.ts'
import { evolve } from '../domain/evolve.ts'
import type { SessionState } from '../domain/session-state.ts'
import { readBlobText } from '../event-log/blobs.ts'
import type { Claim } from '../event-log/lease.ts'
import { readAllEvents } from '../event-log/read-events.ts'
import { type Fence, record } from '../event-log/record.ts'
import type { Event, Fact } from '../protocol/events.ts'
import { closedItems } from '../protocol/item-names.ts'
import type { LongText } from '../protocol/values.ts'
import type { DeltaBuffer } from './delta-buffer.ts'

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
  onEvents: (events: readonly Event[]) => void,
): Promise<SessionLog> {
  const { fence } = claim
  const events: Event[] = []
  for await (const event of readAllEvents(db, fence.sessionId)) events.push(event)
  const row = await db.session.findUniqueOrThrow({
    where: { id: fence.sessionId },
    select: { state: true, lastSeq: true },
  })
  let state = row.state as SessionState
  const blobs = new Map<string, string>()
  // The row may be newer than the pages read before it.
  for await (const event of readAllEvents(db, fence.sessionId, events.at(-1)?.seq ?? 0)) {
    events.push(event)
    if (event.seq > row.lastSeq) state = evolve(state, event)
  }

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
    for await (const event of readAllEvents(db, fence.sessionId, events.at(-1)?.seq ?? 0)) added.push(event)
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
        return recorded.events
      }),
    async text(long) {
      if (typeof long === 'string') return long
      const known = blobs.get(long.blob)
      if (known !== undefined) return known
      const whole = (await readBlobText(db, state.projectId, long.blob)) ?? long.head
      blobs.set(long.blob, whole)
      return whole
    },
  }
}
