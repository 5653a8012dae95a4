// The runner is killed at every boundary of the sample session, as the proxy found them: before its COMMIT reaches the
// database, and when the database has answered but the runner has not heard it.
import { afterAll } from 'vitest'
import { expireLeases } from '../../bin/expire-leases.mjs'
import { createTestDatabase } from '../../lib/testing/test-database.ts'
import { eachCase } from '../each-case.ts'
import { judgeSession } from './judge-session.ts'
import { playFaults } from './play-faults.ts'
import { crashCases, readBoundaries } from './read-boundaries.ts'
import { laneOn, shareLanes } from './share-lanes.ts'

const lanes = shareLanes(() => laneOn(createTestDatabase, 1))
afterAll(lanes.close, 120_000)
const expected = { mergedTree: null }

eachCase(
  'crash',
  crashCases('runner killed', readBoundaries('runner')),
  { sample: 3, concurrent: true, timeout: 900_000 },
  ({ points }) =>
    lanes.use(async (lane) => {
      const { session, bare } = await playFaults(lane, points, async ({ part }) => {
        await part.kill()
        return {
          fate: 'cut',
          // As the supervisor does it: the dead one's leases end, and another starts.
          afterwards: async () => {
            await expireLeases(lane.databaseUrl, part.name)
            await lane.startRunner()
          },
        }
      })
      await judgeSession(lane, session, bare, expected)
    }),
)
