// Random secrets that people carry: API tokens and invitation links. Shown once; the database has their SHA-256 only, which
// is enough, since 32 random bytes cannot be guessed. Must not be logged.
import { createHash, randomBytes } from 'node:crypto'

const prefix = 'cs_'

/** 43 characters of base64url, 256 bits. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

export function newApiToken(): { token: string; hash: string; hint: string } {
  const token = `${prefix}${newSecret()}`
  return { token, hash: hashSecret(token), hint: token.slice(0, 8) }
}

export function looksLikeApiToken(text: string): boolean {
  return /^cs_[A-Za-z0-9_-]{43}$/.test(text)
}

export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
