// Secrets at rest: project secrets and the model key. AES-256-GCM under a key derived from COUNTERSIGN_SECRET, bound to the
// place where the secret is stored, so that a row copied to another place does not open there.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { env } from '../env.ts'
import { deriveKey } from './derive-key.ts'

const version = 1
const nonceBytes = 12
const tagBytes = 16

/** Where a secret lives; opening needs the same place. */
export const modelKeyPlace = 'setting model'
export const projectSecretPlace = (projectId: string, name: string) => `project ${projectId} secret ${name}`

/** Version byte, nonce, tag, ciphertext. */
export function seal(text: string, place: string, secret: string = env().secret): Uint8Array<ArrayBuffer> {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', deriveKey(secret, 'seal'), nonce)
  cipher.setAAD(Buffer.from(place))
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return new Uint8Array(Buffer.concat([Buffer.of(version), nonce, cipher.getAuthTag(), body]))
}

/** null when it was sealed with another secret, for another place, or is damaged: then it has to be entered again. */
export function open(sealed: Uint8Array, place: string, secret: string = env().secret): string | null {
  const bytes = Buffer.from(sealed)
  const head = 1 + nonceBytes + tagBytes
  if (bytes.length < head || bytes[0] !== version) return null
  const decipher = createDecipheriv(
    'aes-256-gcm',
    deriveKey(secret, 'seal'),
    bytes.subarray(1, 1 + nonceBytes),
  )
  decipher.setAAD(Buffer.from(place))
  decipher.setAuthTag(bytes.subarray(1 + nonceBytes, head))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(head)), decipher.final()]).toString('utf8')
  } catch {
    return null
  }
}
