// Keyed hashes from COUNTERSIGN_SECRET: over a decision, so that rows edited by hand are found out before anything is executed,
// and over environment values, so that the log can be compared without holding them.
import { createHash, createHmac } from 'node:crypto'
import canonicalize from 'canonicalize'
import { env } from '../env.ts'
import type { EventData } from '../protocol/events.ts'
import { deriveKey } from './derive-key.ts'
import { isKeyedHash, keyedHash } from './keyed-hash.ts'

/** RFC 8785 canonical JSON → lower-case hex SHA-256. */
export function digestOf(value: unknown): string {
  return createHash('sha256')
    .update(canonicalize(value) ?? 'null')
    .digest('hex')
}

const decided = (sessionId: string, seq: number, d: EventData<'approval.decided'>) => {
  const { approvalId, person, digest, decision, decidedAt, reason } = d
  return { sessionId, seq, approvalId, person, digest, decision, decidedAt, reason }
}

/** Over session, seq, person (and token), digest, decision and time. */
export function decisionMac(sessionId: string, seq: number, d: EventData<'approval.decided'>): string {
  return keyedHash('decision', decided(sessionId, seq, d))
}

export function isDecisionAuthentic(
  sessionId: string,
  seq: number,
  d: EventData<'approval.decided'>,
): boolean {
  return isKeyedHash(d.mac, 'decision', decided(sessionId, seq, d))
}

/** Over everything but itself: which decisions are carried, from which bytes to which. */
export function carryMac(sessionId: string, seq: number, d: EventData<'approval.carried'>): string {
  return keyedHash('carry', carried(sessionId, seq, d))
}

export function isCarryAuthentic(sessionId: string, seq: number, d: EventData<'approval.carried'>): boolean {
  return isKeyedHash(d.mac, 'carry', carried(sessionId, seq, d))
}

const carried = (sessionId: string, seq: number, { mac: _, ...d }: EventData<'approval.carried'>) => ({
  sessionId,
  seq,
  ...d,
})

export function valueHmac(value: string): string {
  return createHmac('sha256', deriveKey(env().secret, 'value')).update(value).digest('hex')
}
