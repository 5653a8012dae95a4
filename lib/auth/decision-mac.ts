// Keyed hashes from COUNTERSIGN_SECRET: over a decision, so that rows edited by hand are found out before anything is executed,
// and over environment values, so that the log can be compared without holding them.
import { createHash, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import canonicalize from 'canonicalize'
import { env } from '../env.ts'
import type { EventData } from '../protocol/events.ts'

function key(label: string): Buffer {
  return Buffer.from(hkdfSync('sha256', env().secret, '', `countersign ${label}`, 32))
}

/** RFC 8785 canonical JSON → lower-case hex SHA-256. */
export function digestOf(value: unknown): string {
  return createHash('sha256')
    .update(canonicalize(value) ?? 'null')
    .digest('hex')
}

/** Over session, seq, person (and token), digest, decision and time. */
export function decisionMac(sessionId: string, seq: number, d: EventData<'approval.decided'>): string {
  const { approvalId, person, digest, decision, decidedAt, reason } = d
  const text = canonicalize({ sessionId, seq, approvalId, person, digest, decision, decidedAt, reason }) ?? ''
  return createHmac('sha256', key('decision')).update(text).digest('hex')
}

export function isDecisionAuthentic(
  sessionId: string,
  seq: number,
  d: EventData<'approval.decided'>,
): boolean {
  const expected = Buffer.from(decisionMac(sessionId, seq, d), 'hex')
  const found = Buffer.from(d.mac, 'hex')
  return found.length === expected.length && timingSafeEqual(found, expected)
}

export function valueHmac(value: string): string {
  return createHmac('sha256', key('value')).update(value).digest('hex')
}
