// How often one person, or one address, may ask: counted once for the whole process, whichever door is used. Next bundles
// copies of its own of every file, so what is counted hangs on the process.
import { Rejection } from '../protocol/rejection.ts'
import { type Allowance, createAllowance } from './allowance.ts'

/** Per minute, and as many at once. */
export const perMinute = {
  /** Commands of one person or token, by HTTP and sockets together. */
  command: 60,
  /** "open" of one person or token. */
  session: 300,
  /** Requests of one person or token to the API. */
  request: 1200,
  /** Tries to sign in to one account from one address. */
  'sign-in': 10,
  /** Tries to sign in, to change a password or to answer an invitation from one address. */
  address: 60,
} as const
export type Limited = keyof typeof perMinute

const messages: Record<Limited, string> = {
  command: 'That is too much at once. Wait a moment, then try again.',
  session: 'That is too much at once. Wait a moment, then try again.',
  request: 'That is too much at once. Wait a moment, then try again.',
  'sign-in': 'Too many tries for this account. Wait a minute, then try again.',
  address: 'Too many tries from your address. Wait a minute, then try again.',
}

const processWide = globalThis as typeof globalThis & { countersignRates?: Map<Limited, Allowance> }

/** Throws Rejection '<what>.rate', which is status 429. */
export function requireRate(what: Limited, name: string, now: number = performance.now()): void {
  processWide.countersignRates ??= new Map()
  const rates = processWide.countersignRates
  const allowance = rates.get(what) ?? createAllowance(perMinute[what])
  rates.set(what, allowance)
  if (!allowance.take(name, now)) throw new Rejection(`${what}.rate`, messages[what])
}

/** For the header Retry-After: seconds until one more would be answered. */
export function secondsUntilNext(code: string): number {
  const what = code.replace(/\.rate$/, '')
  return what in perMinute ? Math.ceil(60 / perMinute[what as Limited]) : 1
}
