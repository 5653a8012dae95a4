// Keys for single purposes, derived from COUNTERSIGN_SECRET. The secret itself is never used as a key.
import { hkdfSync } from 'node:crypto'

/** 32 bytes that depend on the secret and the label, and tell nothing about either. */
export function deriveKey(secret: string, label: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `countersign ${label}`, 32))
}
