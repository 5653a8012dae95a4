// The token that the first account needs when the server is reachable from beyond this machine. `npm start` prints it
// in its link; whoever can read that terminal owns the installation. Derived, so that it is never stored, and
// worthless as soon as an account exists. Must not be logged.
import { createHmac, timingSafeEqual } from 'node:crypto'

/** The token for an installation's secret: 32 hexadecimal characters. */
export function setupToken(secret: string): string {
  return createHmac('sha256', secret).update('first-account').digest('hex').slice(0, 32)
}

/** True when `given` is the token; takes the same time wherever it differs. */
export function isSetupToken(secret: string, given: string): boolean {
  const expected = Buffer.from(setupToken(secret))
  const actual = Buffer.from(given)
  return actual.length === expected.length && timingSafeEqual(actual, expected)
}

const isLoopback = (name: string) =>
  name === 'localhost' || name === '::1' || name === '[::1]' || /^127\./.test(name)

/**
 * True when others than this machine may reach the server, directly or through the proxy that its public address
 * tells of. Only then does the first account need the token.
 */
export function isReachableFromBeyond({ host, publicUrl }: { host: string; publicUrl: string }): boolean {
  return !isLoopback(host) || !isLoopback(new URL(publicUrl).hostname)
}
