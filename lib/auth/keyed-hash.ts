// HMAC-SHA-256 over canonical JSON, with a key of its own for each purpose, derived from COUNTERSIGN_SECRET.
// Whoever can write the database but does not know the secret can make none of them.
import { createHmac, timingSafeEqual } from 'node:crypto'
import canonicalize from 'canonicalize'
import { env } from '../env.ts'
import { deriveKey } from './derive-key.ts'

export type Purpose = 'decision' | 'event' | 'carry' | 'asked job' | 'carry setting'

/** Deriving costs more than hashing, and every event is hashed. */
const keys = new Map<string, Buffer>()

function keyFor(purpose: Purpose): Buffer {
  const { secret } = env()
  const name = `${purpose}\n${secret}`
  const known = keys.get(name)
  if (known) return known
  const key = deriveKey(secret, purpose)
  keys.set(name, key)
  return key
}

/** Lower-case hex. */
export function keyedHash(purpose: Purpose, value: unknown): string {
  return createHmac('sha256', keyFor(purpose))
    .update(canonicalize(value) ?? 'null')
    .digest('hex')
}

export function isKeyedHash(found: string | null | undefined, purpose: Purpose, value: unknown): boolean {
  if (typeof found !== 'string') return false
  const expected = Buffer.from(keyedHash(purpose, value), 'hex')
  const given = Buffer.from(found, 'hex')
  return given.length === expected.length && timingSafeEqual(given, expected)
}
