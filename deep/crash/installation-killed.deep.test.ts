// The supervisor is killed, and then all processes of an installation at once, at moments of the sample session that are drawn once and
// for all. What is started again goes on from the log.
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll } from 'vitest'
import type { Event } from '../../lib/protocol/events.ts'
import { eachCase } from '../each-case.ts'
import type { Commit } from '../faults/postgres-proxy.ts'
import type { InsertedEvent } from '../faults/watch-transactions.ts'
import { judgeSession } from './judge-session.ts'
import { nameBoundaries } from './name-boundaries.ts'
import { playFaults } from './play-faults.ts'
import { momentsBetween, readBoundaries } from './read-boundaries.ts'
import { shareLanes } from './share-lanes.ts'
import { openWholeInstallation, type WholeInstallation } from './whole-installation.ts'

const whole = new Map<unknown, WholeInstallation>()
const lanes = shareLanes(async () => {
  const own = await openWholeInstallation()
  whole.set(own.lane, own)
  return own
})
afterAll(lanes.close, 120_000)
const expected = { mergedTree: null }
const boundaries = readBoundaries('runner')

const cases = [
  ...momentsBetween('supervisor killed', boundaries, 12).map((one) => ({
    ...one,
    who: 'supervisor' as const,
  })),
  ...momentsBetween('all processes killed', boundaries, 12).map((one) => ({ ...one, who: 'all' as const })),
]

eachCase('crash', cases, { sample: 1, timeout: 900_000 }, ({ points, delays, who }) =>
  lanes.use(async (lane) => {
    const { killSupervisor, killAll, start } = whole.get(lane)!
    const left = points.map(({ boundary }, position) => ({ boundary, delay: delays[position]! }))
    const { session, bare } = await playFaults(lane, [], async () => ({ fate: 'go' }), {
      beside: async (session) => {
        for (
          const nameIt = nameBoundaries(), met = new Set<string>(), told: Event[] = [];
          left.length > 0;
        ) {
          const events = await session.events().catch(() => [])
          for (const commit of commitsOf(events.slice(told.length))) met.add(nameIt(commit).name)
          told.push(...events.slice(told.length))
          if (!met.has(left[0]!.boundary)) {
            if (met.has('merging: run.finished 1')) throw new Error(`never met: ${left[0]!.boundary}`)
            await pause(5)
            continue
          }
          await pause(left.shift()!.delay)
          await (who === 'all' ? killAll() : killSupervisor())
          await start()
        }
      },
    })
    await judgeSession(lane, session, bare, expected)
  }),
)

/** Seen from outside: events of one commit have one time and one actor. */
function commitsOf(events: readonly Event[]): Commit[] {
  const commits: { at: string; commit: Commit & { events: InsertedEvent[] } }[] = []
  for (const { sessionId, type, data, at, actor } of events) {
    if (actor.kind !== 'runner') continue
    const event = { sessionId, type, detail: JSON.stringify(data) }
    const last = commits.at(-1)
    if (last?.at === at) last.commit.events.push(event)
    else commits.push({ at, commit: { moment: 'after', clientPort: 0, events: [event] } })
  }
  return commits.map(({ commit }) => commit)
}
