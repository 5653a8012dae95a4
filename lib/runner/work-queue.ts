// What this runner works off: jobs as a hint, the reconciler as the guarantee. A job that finds the lease held simply completes.
import { PgBoss } from 'pg-boss'
import { removeLeftDeltas } from '../event-log/deltas.ts'
import { findUnclaimed } from '../event-log/lease.ts'
import { listen } from '../event-log/listen.ts'
import { heartbeatRefreshSeconds, queueOptions, queues } from '../event-log/queue.ts'
import { beat } from '../event-log/runner-pulse.ts'
import { type Driving, driveRun } from './drive-run.ts'
import { freeSpace, measureStorage } from './free-space.ts'
import { performProjectJob, performWaitingJobs } from './perform-project-job.ts'
import { probeModel } from './probe-model.ts'
import type { RunnerParts } from './runner-parts.ts'
import { tidyUp } from './tidy-up.ts'

/** Runs driven at once by one process, and of one project in the whole installation. */
const slots = 8
const slotsPerProject = 4

/** A queued run that is older than this has lost its job, or waits for a slot; then it is taken up only within the limits. */
const jobSeconds = 10

export type WorkQueue = { stop(): Promise<void> }

export async function workOffQueue(parts: RunnerParts, databaseUrl: string): Promise<WorkQueue> {
  const { db, logger, intervals } = parts
  const stopping = new AbortController()
  const driving = new Map<string, Driving>()
  const working = trackWork()
  const boss = new PgBoss({
    connectionString: databaseUrl,
    max: 4,
    migrate: true,
    schedule: false,
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
    queueCacheIntervalSeconds: 5,
    useListenNotify: true,
  })
  boss.on('error', (error: Error) => logger.warn({ error: error.message }, 'the queue met an error'))
  await boss.start()
  for (const name of Object.values(queues)) {
    await boss.createQueue(name, queueOptions)
  }
  const options = {
    pollingIntervalSeconds: 0.5,
    notifyPollingIntervalSeconds: intervals.poll,
    heartbeatRefreshSeconds,
  }
  await boss.work<{ sessionId: string; projectId: string }>(
    queues.run,
    { ...options, localConcurrency: slots, groupConcurrency: slotsPerProject },
    async (jobs) => {
      for (const job of jobs) await driveRun(parts, job.data, driving)
    },
  )
  await boss.work<{ jobId: string }>(queues.project, { ...options, localConcurrency: 2 }, async (jobs) => {
    for (const job of jobs) await working.add(performProjectJob(parts, job.data.jobId, stopping.signal))
  })
  await boss.work(queues.probe, options, () => probeModel(parts, stopping.signal))
  await boss.work<{ action: 'measure' | 'free' }>(queues.storage, options, async (jobs) => {
    const free = jobs.some((job) => job.data.action === 'free')
    await working.add(free ? freeSpace(parts, stopping.signal) : measureStorage(parts))
  })
  const stopTidying = tidyUp(parts, stopping.signal)

  const listener = listen(databaseUrl, (notice) => {
    if (notice.kind === 'events') driving.get(notice.sessionId)?.wake()
    if (notice.kind === 'reconnected') {
      // A database that broke off may have crashed, and then what streamed is gone while nothing else says so.
      parts.deltas.rewrite()
      for (const one of driving.values()) one.wake()
    }
  })
  const giveSign = () =>
    beat(db, parts.owner).catch((error: Error) =>
      logger.warn({ error: error.message }, 'the sign of life could not be given'),
    )
  await giveSign()
  const signing = setInterval(giveSign, intervals.reconcile * 1000)
  const flushing = setInterval(() => void parts.deltas.flush(), intervals.flush * 1000)
  /** One at a time: what the queue still holds back for want of a slot is not to be hurried. */
  let takingUp: Promise<void> | null = null
  const reconcile = () => {
    // A notice may have been missed; a slow look at what we drive costs little.
    for (const one of driving.values()) one.wake()
    findUnclaimed(db, jobSeconds)
      .then((found) => Promise.all(withinSlots(found, driving).map((one) => driveRun(parts, one, driving))))
      .catch((error: Error) => logger.warn({ error: error.message }, 'the reconciler could not look'))
    removeLeftDeltas(db).catch((error: Error) =>
      logger.warn({ error: error.message }, 'what streamed into ended sessions is still there'),
    )
    if (!takingUp)
      takingUp = working
        .add(performWaitingJobs(parts, stopping.signal))
        .catch((error: Error) => logger.warn({ error: error.message }, 'waiting jobs could not be taken up'))
        .finally(() => {
          takingUp = null
        })
  }
  // What a dead runner left behind does not wait for the first tick.
  reconcile()
  const reconciling = setInterval(reconcile, intervals.reconcile * 1000)

  return {
    async stop() {
      stopping.abort(new Error('stopping'))
      clearInterval(reconciling)
      stopTidying()
      for (const one of driving.values()) one.abort('stopping')
      await Promise.allSettled([...driving.values()].map((one) => one.done))
      await working.ended()
      clearInterval(flushing)
      clearInterval(signing)
      await listener.close()
      await boss.stop({ graceful: false })
    },
  }
}

type Unclaimed = Awaited<ReturnType<typeof findUnclaimed>>[number]

function withinSlots(found: readonly Unclaimed[], driving: ReadonlyMap<string, Driving>): Unclaimed[] {
  const perProject = new Map<string, number>()
  for (const one of driving.values()) perProject.set(one.projectId, (perProject.get(one.projectId) ?? 0) + 1)
  const taken: Unclaimed[] = []
  for (const one of found) {
    const busy = perProject.get(one.projectId) ?? 0
    if (driving.has(one.sessionId) || busy >= slotsPerProject || driving.size + taken.length >= slots)
      continue
    perProject.set(one.projectId, busy + 1)
    taken.push(one)
  }
  return taken
}

/** Work that has to give back its lease before the database is let go. */
function trackWork() {
  const open = new Set<Promise<void>>()
  return {
    add(work: Promise<void>): Promise<void> {
      const tracked = work.finally(() => open.delete(tracked))
      open.add(tracked)
      return tracked
    },
    ended: async (): Promise<void> => void (await Promise.allSettled(open)),
  }
}
