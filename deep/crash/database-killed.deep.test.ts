// Postgres is killed at every boundary of the sample session, and at twenty moments in between, and comes back on the same files. The
// runner stays: a crash of the database is no reason to die.
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, expect } from 'vitest'
import { eachCase } from '../each-case.ts'
import { type DatabaseDeath, type DatabaseLane, openDatabaseLane } from './database-lane.ts'
import { judgeSession } from './judge-session.ts'
import type { Lane } from './open-lane.ts'
import { playFaults } from './play-faults.ts'
import { crashCases, momentsBetween, type Point, readBoundaries } from './read-boundaries.ts'
import { shareLanes } from './share-lanes.ts'

const databases = new Map<Lane, DatabaseLane>()
const lanes = shareLanes(async () => {
  const own = await openDatabaseLane()
  databases.set(own.lane, own)
  await own.lane.startRunner()
  return own
})
afterAll(lanes.close, 120_000)
const expected = { mergedTree: null }
const boundaries = readBoundaries('runner')

eachCase(
  'crash',
  crashCases('database killed', boundaries),
  { sample: 1, concurrent: true, timeout: 900_000 },
  ({ points }) => survive(points, () => 0),
)
eachCase(
  'crash',
  momentsBetween('database killed', boundaries, 20),
  { sample: 0, concurrent: true, timeout: 900_000 },
  ({ points, delays }) => survive(points, (position) => delays[position]!),
)

function survive(points: readonly Point[], delayOf: (position: number) => number): Promise<void> {
  return lanes.use(async (lane) => {
    const { killDatabase, reviveDatabase } = databases.get(lane)!
    const [runner] = lane.runners
    let met = 0
    const { session, bare } = await playFaults(lane, points, async () => {
      const delay = delayOf(met)
      const how: DatabaseDeath = met % 2 === 0 ? 'kill' : 'immediate'
      met += 1
      if (delay === 0) {
        await killDatabase(how)
        return { fate: 'cut', afterwards: reviveDatabase }
      }
      return {
        fate: 'go',
        async afterwards() {
          await pause(delay)
          await killDatabase(how)
          await reviveDatabase()
        },
      }
    })
    await judgeSession(lane, session, bare, expected)
    expect(lane.runners).toEqual([runner])
    expect(runner!.alive()).toBe(true)
  })
}
