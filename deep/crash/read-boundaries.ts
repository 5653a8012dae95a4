// The boundaries of the sample session as they were recorded, and how they are put together to cases. A case is one session with one fault in
// each stretch of its way, so that every boundary is met at both its moments without playing the whole way for each of them.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Moment } from '../faults/postgres-proxy.ts'
import { stretches } from './name-boundaries.ts'

export type Point = { boundary: string; moment: Moment }
export type CrashCase = { name: string; points: readonly Point[] }

export const recordedIn = join(import.meta.dirname, 'boundaries.txt')

/** Names in the order of the session, of the runner or of the server. */
export const readBoundaries = (of: 'runner' | 'server'): string[] =>
  readFileSync(recordedIn, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith(`${of} `))
    .map((line) => line.slice(of.length + 1))

/** Each boundary before and after, in exactly one case; `title` begins the name of each. */
export function crashCases(title: string, boundaries: readonly string[]): CrashCase[] {
  const byStretch = stretches.map((stretch) =>
    boundaries
      .filter((boundary) => boundary.startsWith(`${stretch}: `))
      .flatMap((boundary): Point[] => [
        { boundary, moment: 'before' },
        { boundary, moment: 'after' },
      ]),
  )
  const count = Math.max(...byStretch.map((points) => points.length))
  return Array.from({ length: count }, (_, position) => {
    const points = byStretch.flatMap((list, stretch) => {
      // Spread the short stretches over all cases.
      const at = (position + stretch * 13) % count
      return list[at] ? [list[at]] : []
    })
    return { name: `${title} ${points.map(describe).join(', ')}`, points }
  })
}

/** Moments that no boundary marks: so many milliseconds after one. The same in every run. */
export function momentsBetween(
  title: string,
  boundaries: readonly string[],
  count: number,
): (CrashCase & { delays: number[] })[] {
  const draw = drawFrom(20_261)
  const drawn = stretches.slice(0, 4).flatMap((stretch) => {
    const own = boundaries.filter((boundary) => boundary.startsWith(`${stretch}: `)).slice(0, -1)
    const places = own.map((boundary) => ({ boundary, at: draw() })).sort((a, b) => a.at - b.at)
    return [places]
  })
  return Array.from({ length: count / 4 }, (_, round) => {
    const chosen = drawn.map((places) => places[round % places.length]!.boundary)
    const delays = chosen.map(() => 1 + Math.floor(draw() * 250))
    const points = chosen.map((boundary): Point => ({ boundary, moment: 'after' }))
    const words = points.map(({ boundary }, position) => `${delays[position]} ms after ${boundary}`)
    return { name: `${title} ${words.join(', ')}`, points, delays }
  })
}

/** Numbers from 0 to 1 that look drawn and are the same each time. */
function drawFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}

export const describe = ({ boundary, moment }: Point): string => `${moment} ${boundary}`
