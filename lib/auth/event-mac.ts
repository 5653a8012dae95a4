// Seals one row of the log: who, what, when and where it stands. A row that was written, changed or moved by hand is found out
// before anything is done because of it. That no row is missing is for the reader to see: numbers have no gaps.
import { isKeyedHash, keyedHash } from './keyed-hash.ts'

/** A row as the database holds it, before it is parsed: what a parser would drop counts as well. */
export type SealedRow = {
  sessionId: string
  seq: number
  type: string
  version: number
  data: unknown
  actor: unknown
  commandId: string
  ordinal: number
  at: Date | string
}

const sealed = ({ sessionId, seq, type, version, data, actor, commandId, ordinal, at }: SealedRow) => ({
  sessionId,
  seq,
  type,
  version,
  data,
  actor,
  commandId,
  ordinal,
  at: typeof at === 'string' ? at : at.toISOString(),
})

export function eventMac(row: SealedRow): string {
  return keyedHash('event', sealed(row))
}

export function isEventAuthentic(row: SealedRow & { mac: string | null }): boolean {
  return isKeyedHash(row.mac, 'event', sealed(row))
}
