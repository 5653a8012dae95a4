// Plays the sample session once and lets a fault happen at each of its points, in the order in which they come.

import type { Drive } from '../../lib/testing/drive-session.ts'
import type { Fate } from '../faults/postgres-proxy.ts'
import type { Part } from '../faults/run-part.ts'
import type { Boundary } from './name-boundaries.ts'
import type { Lane } from './open-lane.ts'
import { describe, type Point } from './read-boundaries.ts'

/** What happens at a point. `fate` decides about the held bytes; `afterwards` goes on without holding them, and is waited for at the end. */
export type Fault = (at: {
  boundary: Boundary
  part: Part
  clientPort: number
}) => Promise<{ fate: Fate; afterwards?: () => Promise<unknown> }>

/** onBoundary: told of every boundary. beside: goes on while the session is played, and is waited for. */
export type PlayOptions = {
  onBoundary?: (boundary: Boundary) => void
  beside?: (session: Drive) => Promise<void>
}

/** Resolves when the session has come to its end. Throws when a point was never met. */
export async function playFaults(
  lane: Lane,
  points: readonly Point[],
  fault: Fault,
  { onBoundary = () => {}, beside = async () => {} }: PlayOptions = {},
): Promise<{ session: Drive; bare: string }> {
  const open = new Set(points.map(describe))
  const aftermath: Promise<unknown>[] = []
  lane.onBoundary = async (boundary, part, clientPort) => {
    onBoundary(boundary)
    if (!open.delete(describe({ boundary: boundary.name, moment: boundary.moment }))) return 'go'
    const { fate, afterwards } = await fault({ boundary, part, clientPort })
    if (afterwards) aftermath.push(afterwards())
    return fate
  }
  try {
    const { session, bare } = await lane.begin()
    const way = async () => {
      await session.approvePlan()
      await session.acceptAndSign()
    }
    const besides = beside(session)
    aftermath.push(besides)
    await Promise.race([way(), failureOf(aftermath)])
    while (aftermath.length > 0) await aftermath.pop()
    if (open.size > 0) throw new Error(`These points were never met: ${[...open].join(', ')}`)
    return { session, bare }
  } catch (error) {
    const said = (await lane.written()).slice(-6000)
    throw new Error(`${error instanceof Error ? error.stack : error}\n\nThe runners wrote:\n${said}`)
  } finally {
    lane.onBoundary = () => 'go'
  }
}

/** Never resolves; rejects as soon as something that follows a fault fails. */
function failureOf(work: readonly Promise<unknown>[]): Promise<never> {
  return new Promise((_, reject) => {
    const seen = new Set<Promise<unknown>>()
    const timer = setInterval(() => {
      for (const one of work) {
        if (seen.has(one)) continue
        seen.add(one)
        one.catch((error: unknown) => {
          clearInterval(timer)
          reject(error)
        })
      }
    }, 50)
    timer.unref()
  })
}
