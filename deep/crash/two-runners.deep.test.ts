// A runner is frozen at every boundary until its lease has run out; another takes over; then it is thawed. It must write nothing more,
// start nothing more, and leave one merge. Frozen before COMMIT it holds the session's row, as a paused machine would.
import { afterAll, expect } from 'vitest'
import { expireLeases } from '../../bin/expire-leases.mjs'
import { enqueueRun } from '../../lib/event-log/queue.ts'
import { createTestDatabase } from '../../lib/testing/test-database.ts'
import { eachCase } from '../each-case.ts'
import type { Part } from '../faults/run-part.ts'
import { judgeSession } from './judge-session.ts'
import type { Boundary } from './name-boundaries.ts'
import type { Lane } from './open-lane.ts'
import { type Fault, playFaults } from './play-faults.ts'
import { crashCases, readBoundaries } from './read-boundaries.ts'
import { laneOn, shareLanes } from './share-lanes.ts'

const lanes = shareLanes(() => laneOn(createTestDatabase, 2))
afterAll(lanes.close, 120_000)
const expected = { mergedTree: null }

eachCase(
  'crash',
  crashCases('runner frozen', readBoundaries('runner')),
  { sample: 2, concurrent: true, timeout: 240_000 },
  ({ points }) =>
    lanes.use(async (lane) => {
      const { session, bare } = await playFaults(lane, points, freezeUntilTakenOver(lane))
      await judgeSession(lane, session, bare, expected)
      expect(lane.runners.map((runner) => runner.alive())).toEqual([true, true])
    }),
)

const freezeUntilTakenOver =
  (lane: Lane): Fault =>
  async ({ boundary, part, clientPort }) => {
    part.freeze()
    try {
      const lease = await lane.db.runLease.findUniqueOrThrow({ where: { sessionId: boundary.sessionId } })
      await expireLeases(lane.databaseUrl, part.name)
      // What the database does by itself with a transaction that stands still, only sooner.
      if (boundary.moment === 'before') await endTransaction(lane, clientPort)
      if (!isOver(boundary)) await takenOver(lane, boundary, part, lease.epoch)
    } finally {
      part.thaw()
    }
    return { fate: 'go' }
  }

/** Nobody takes over a session that has come to its end. */
const isOver = ({ name, moment }: Boundary) => name === 'merging: run.finished 1' && moment === 'after'

async function takenOver(lane: Lane, { sessionId, name, moment }: Boundary, part: Part, epoch: number) {
  const waits = moment === 'after' && name.includes('+run.parked')
  // A hint that somebody should look, as any dispatcher may give it twice.
  if (!waits) {
    const { projectId } = await lane.db.session.findUniqueOrThrow({ where: { id: sessionId } })
    await lane.db.$transaction((tx) => enqueueRun(tx, sessionId, projectId))
  }
  await lane.until(async () => {
    const lease = await lane.db.runLease.findUniqueOrThrow({ where: { sessionId } })
    const left = await lane.db.sandboxProcess.count({ where: { sessionId, epoch: { lt: lease.epoch } } })
    return lease.epoch > epoch && lease.owner !== part.name && left === 0
  })
}

async function endTransaction(lane: Lane, clientPort: number): Promise<void> {
  await lane.db.$queryRaw`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND client_port = ${clientPort}::int`
}
