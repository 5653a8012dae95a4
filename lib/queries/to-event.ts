// A stored row as an event. Throws on a type that this release does not know, as that is a bug or a newer release.
import { type Event, parseFact } from '../protocol/events.ts'
import { Actor } from '../protocol/values.ts'

type Stored = {
  sessionId: string
  seq: number
  type: string
  version: number
  data: unknown
  actor: unknown
  at: Date
}

export function toEvent(row: Stored): Event {
  const { sessionId, seq, version } = row
  const fact = parseFact(row.type, row.data)
  return { ...fact, sessionId, seq, version, actor: Actor.parse(row.actor), at: row.at.toISOString() }
}
