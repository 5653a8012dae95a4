// Many rounds of one race, twenty a case unless they are dear. Each round draws its delays from its own number, so that a round that failed can be
// run again with the same timing; the message of a failure names race, round and delays. What the machine adds is real chance.
import { Rejection } from '../../lib/protocol/rejection.ts'
import { eachCase } from '../each-case.ts'

export type Round = {
  number: number
  /** Resolves after a drawn time of at most this many milliseconds. */
  wait(atMost: number): Promise<void>
  pick<T>(...from: readonly [T, ...T[]]): T
}

/** What somebody who acted was told: the answer, or the "no" with its sentence. */
export type Told<T> = { ok: true; answer: T } | { ok: false; code: string; message: string }

/** `sideBySide` rounds go at once; they share nothing but the machine. */
export function eachRound(
  race: string,
  { rounds = 200, sideBySide = 5, perCase = 20 }: { rounds?: number; sideBySide?: number; perCase?: number },
  body: (round: Round) => Promise<void>,
): void {
  const cases = Array.from({ length: Math.ceil(rounds / perCase) }, (_, group) => {
    const first = group * perCase + 1
    const last = Math.min(rounds, first + perCase - 1)
    return { name: `${race}: rounds ${first}-${last}`, first, last }
  })
  eachCase('races', cases, { sample: 1, timeout: 300_000 }, async ({ first, last }) => {
    for (let from = first; from <= last; from += sideBySide) {
      const numbers = Array.from({ length: Math.min(sideBySide, last - from + 1) }, (_, i) => from + i)
      await Promise.all(numbers.map((number) => playRound(race, number, body)))
    }
  })
}

async function playRound(race: string, number: number, body: (round: Round) => Promise<void>): Promise<void> {
  const draw = drawing(`${race} ${number}`)
  const delays: number[] = []
  try {
    await body({
      number,
      wait(atMost) {
        const delay = draw() * atMost
        delays.push(delay)
        return until(performance.now() + delay)
      },
      pick: (...from) => from[Math.floor(draw() * from.length)] as never,
    })
  } catch (error) {
    const drawn = delays.map((delay) => delay.toFixed(2)).join(', ')
    throw new Error(`${race}, round ${number} (delays ${drawn} ms): ${String(error)}`, { cause: error })
  }
}

/** Waits as finely as the event loop allows: timers count whole milliseconds, and races are won in less. */
async function until(time: number): Promise<void> {
  const whole = Math.floor(time - performance.now())
  if (whole >= 1) await new Promise((resolve) => setTimeout(resolve, whole))
  while (performance.now() < time) await new Promise((resolve) => setImmediate(resolve))
}

/** Numbers in [0, 1) that follow from the text (mulberry32 over FNV-1a). */
function drawing(text: string): () => number {
  let state = 2_166_136_261
  for (const character of text) state = Math.imul(state ^ character.codePointAt(0)!, 16_777_619)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Anything but a "no" with a code and a sentence goes through: it would be a bug. */
export async function told<T>(work: Promise<T>): Promise<Told<T>> {
  try {
    return { ok: true, answer: await work }
  } catch (error) {
    if (!(error instanceof Rejection)) throw error
    const { code, message } = error
    if (!/^[a-z]+\.[a-z-]+$/.test(code) || !/^[A-Z].{10,}\.$/s.test(message))
      throw new Error(`"${code}: ${message}" does not say what to do next`)
    return { ok: false, code, message }
  }
}

export const won = (answers: readonly Told<unknown>[]): number => answers.filter((one) => one.ok).length
export const codes = (answers: readonly Told<unknown>[]): string[] =>
  answers.flatMap((one) => (one.ok ? [] : [one.code])).sort()
