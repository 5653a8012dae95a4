// A boundary is a commit of events. Its name says in which stretch of the session's way it lies, what it commits, and how many such
// commits came before it in that stretch: so a crash in one stretch leaves the names in the later ones as they are.
import type { Commit, Moment } from '../faults/postgres-proxy.ts'

export const stretches = ['planning', 'implementing', 'correcting', 'building', 'merging'] as const
export type Stretch = (typeof stretches)[number]
export type Boundary = { name: string; moment: Moment; sessionId: string }

type Way = { stretch: Stretch; counts: Map<string, number> }

/** Call it with every commit of the runners, in order. */
export function nameBoundaries(): (commit: Commit) => Boundary {
  const ways = new Map<string, Way>()
  return ({ moment, events }) => {
    const sessionId = events[0]!.sessionId
    const way = ways.get(sessionId) ?? { stretch: stretches[0], counts: new Map() }
    ways.set(sessionId, way)
    const enter = (stretch: Stretch) => {
      if (stretches.indexOf(stretch) <= stretches.indexOf(way.stretch)) return
      way.stretch = stretch
      way.counts.clear()
    }
    const kinds = events.map(({ type }) => type).join('+')
    if (events.some(({ type, detail }) => type === 'turn.started' && JSON.parse(detail).kind === 'fix'))
      enter('correcting')
    const key = `${moment} ${kinds}`
    const count = (way.counts.get(key) ?? 0) + 1
    way.counts.set(key, count)
    const boundary = { name: `${way.stretch}: ${kinds} ${count}`, moment, sessionId }
    // A stretch ends where people are asked, once that is in the log.
    if (moment === 'after' && kinds.endsWith('+run.parked')) enter(stretches[next[way.stretch]]!)
    return boundary
  }
}

const next: Record<Stretch, number> = { planning: 1, implementing: 3, correcting: 3, building: 4, merging: 4 }

/** The commits of the server are the decisions of people; few, and each counted from the beginning of its session. */
export function nameDecisions(): (commit: Commit) => Boundary {
  const counts = new Map<string, number>()
  return ({ moment, events }) => {
    const sessionId = events[0]!.sessionId
    const kinds = events.map(({ type }) => type).join('+')
    const key = `${sessionId} ${moment} ${kinds}`
    counts.set(key, (counts.get(key) ?? 0) + 1)
    return { name: `deciding: ${kinds} ${counts.get(key)}`, moment, sessionId }
  }
}
