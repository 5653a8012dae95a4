// The runner is killed at every boundary of the sample session, as the proxy found them: before its COMMIT reaches the
// database, and when the database has answered but the runner has not heard it.
import { afterAll, expect, test, vi } from 'vitest'
import { expireLeases } from '../../bin/expire-leases.mjs'
import { listTree, readStartTime } from '../../lib/sandbox/process-identity.ts'
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
  { sample: 2, concurrent: true, timeout: 900_000 },
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

test('killed while a command runs: the command dies with it', async () => {
  await lanes.use(async (lane) => {
    const where = [{ moment: 'after' as const, boundary: 'implementing: check.started 1' }]
    const { session, bare } = await playFaults(lane, where, async ({ boundary, part }) => ({
      fate: 'go',
      async afterwards() {
        let box: number[] = []
        await lane.until(async () => {
          const rows = await lane.db.sandboxProcess.findMany({ where: { sessionId: boundary.sessionId } })
          const row = rows.find((one) => readStartTime(one.pid) === one.startTime)
          box = row ? listTree(row.pid) : []
          return row !== undefined
        })
        await part.kill()
        const alive = () => box.filter((pid) => readStartTime(pid) !== undefined)
        await vi.waitFor(() => expect(alive()).toEqual([]), { timeout: 20_000 })
        await expireLeases(lane.databaseUrl, part.name)
        await lane.startRunner()
      },
    }))
    await judgeSession(lane, session, bare, expected)
  })
}, 900_000)
