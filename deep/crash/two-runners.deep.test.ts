// A runner is frozen at every boundary until its lease has run out; another takes over; then it is thawed. It must write nothing more,
// start nothing more, and leave one merge. Frozen before COMMIT it holds the session's row, as a paused machine would.
import { afterAll, expect } from 'vitest'
import { expireLeases } from '../../bin/expire-leases.mjs'
import { enqueueRun } from '../../lib/event-log/queue.ts'
import { listTree, readStartTime, sendSignal } from '../../lib/sandbox/process-identity.ts'
import { createTestDatabase } from '../../lib/testing/test-database.ts'
import { eachCase } from '../each-case.ts'
import type { Moment } from '../faults/postgres-proxy.ts'
import type { Part } from '../faults/run-part.ts'
import { judgeSession } from './judge-session.ts'
import type { Boundary } from './name-boundaries.ts'
import type { Lane } from './open-lane.ts'
import { type Fault, playFaults } from './play-faults.ts'
import { crashCases, type Point, readBoundaries } from './read-boundaries.ts'
import { laneOn, shareLanes } from './share-lanes.ts'

const lanes = shareLanes(() => laneOn(createTestDatabase, 2))
afterAll(lanes.close, 120_000)
const expected = { mergedTree: null }

eachCase(
  'crash',
  crashCases('runner frozen', readBoundaries('runner')),
  { sample: 1, concurrent: true, timeout: 900_000 },
  ({ points }) =>
    lanes.use(async (lane) => {
      const { session, bare } = await playFaults(lane, points, freezeUntilTakenOver(lane))
      await judgeSession(lane, session, bare, expected)
      expect(lane.runners.map((runner) => runner.alive())).toEqual([true, true])
    }),
)

const points = (...names: [Moment, string][]): Point[] =>
  names.map(([moment, boundary]) => ({ moment, boundary }))

async function freezeForReal(): Promise<void> {
  const where = points(['before', 'implementing: tool.finished 3'], ['after', 'correcting: check.started 1'])
  await lanes.use(async (lane) => {
    const { session, bare } = await playFaults(lane, where, async ({ boundary, part }) => {
      part.freeze()
      try {
        const { epoch } = await lane.db.runLease.findUniqueOrThrow({
          where: { sessionId: boundary.sessionId },
        })
        await takenOver(lane, boundary, part, epoch)
      } finally {
        part.thaw()
      }
      return { fate: 'go' }
    })
    await judgeSession(lane, session, bare, expected)
  })
}

async function outliveRunner(): Promise<void> {
  await lanes.use(async (lane) => {
    const where = points(['after', 'implementing: check.started 1'])
    const { session, bare } = await playFaults(lane, where, async ({ boundary, part }) => ({
      fate: 'go',
      async afterwards() {
        const { sessionId } = boundary
        const { epoch } = await lane.db.runLease.findUniqueOrThrow({ where: { sessionId } })
        let pid = 0
        await lane.until(async () => {
          const rows = await lane.db.sandboxProcess.findMany({ where: { sessionId, epoch } })
          pid = rows.find((row) => readStartTime(row.pid) === row.startTime)?.pid ?? 0
          return pid !== 0
        })
        // Frozen as well, so that it cannot end by itself.
        const box = listTree(pid)
        for (const one of [part.pid, ...box]) sendSignal(one, 'SIGSTOP')
        await expireLeases(lane.databaseUrl, part.name)
        await takenOver(lane, boundary, part, epoch)
        expect(box.filter((one) => readStartTime(one) !== undefined)).toEqual([])
        part.thaw()
      },
    }))
    await judgeSession(lane, session, bare, expected)
  })
}

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
  // A hint that somebody should look, as any dispatcher may give it twice. While the lease lasts it leads to nothing.
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

const single = [
  { name: 'frozen for as long as the lease and the database really give it', run: freezeForReal },
  { name: 'a command that outlives its frozen runner is killed by whoever takes over', run: outliveRunner },
]
eachCase('two runners', single, { sample: 0, timeout: 900_000 }, ({ run }) => run())
