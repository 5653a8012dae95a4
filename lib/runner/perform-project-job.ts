// Work on a project that is no session: prepare (clone and look), fetch, try (setup and checks once on the head).
// At least once: a job that a dead runner left is started again from the beginning; one that has ended is left alone.
// Jobs of one project run one after the other. A failure becomes a sentence in the job, never a lost job.
import type { ProjectJob } from '../../prisma/generated/client.ts'
import { notify } from '../event-log/listen.ts'
import { Rejection } from '../protocol/rejection.ts'
import { killOlderBoxes } from './boxes.ts'
import { removeOlderCheckouts } from './checkouts.ts'
import { keepLease } from './drive-run.ts'
import { explainFailure } from './explain-failure.ts'
import { fetchProject } from './fetch-project.ts'
import { type JobLog, openJobLog } from './job-log.ts'
import { prepareProject } from './prepare-project.ts'
import {
  claimProject,
  findWaitingJobs,
  type ProjectFence,
  releaseProject,
  writeFenced,
} from './project-lease.ts'
import type { RunnerParts } from './runner-parts.ts'
import { tryProject } from './try-project.ts'

export type PerformedJob = {
  parts: RunnerParts
  job: ProjectJob
  fence: ProjectFence
  log: JobLog
  signal: AbortSignal
}

/** Runners that died over one job before it is given up. */
const maxDeaths = 3

/** Performs this job, then what else waits for the project. Returns at once when another runner has the project. */
export async function performProjectJob(
  parts: RunnerParts,
  jobId: string,
  signal: AbortSignal,
): Promise<void> {
  const asked = await parts.db.projectJob.findUnique({ where: { id: jobId } })
  if (!asked || hasEnded(asked)) return
  for (let next: string | undefined = jobId; next && !signal.aborted; ) {
    if (!(await performOne(parts, asked.projectId, next, signal))) return
    next = (await findWaitingJobs(parts.db, asked.projectId))[0]
  }
}

/** What a lost notice or a dead runner left. For the reconciler. */
export async function performWaitingJobs(parts: RunnerParts, signal: AbortSignal): Promise<void> {
  for (const jobId of await findWaitingJobs(parts.db)) await performProjectJob(parts, jobId, signal)
}

const hasEnded = (job: ProjectJob): boolean => job.status === 'done' || job.status === 'failed'

/** False: somebody else has the project, or this runner is to stop. */
async function performOne(
  parts: RunnerParts,
  projectId: string,
  jobId: string,
  stop: AbortSignal,
): Promise<boolean> {
  const { db, logger } = parts
  const claim = await claimProject(db, projectId, parts.owner, parts.intervals.lease)
  if (!claim) return false
  const fence = { sessionId: claim.sessionId, epoch: claim.epoch }
  const lost = new AbortController()
  const stopRenewing = keepLease(parts, { ...fence, runId: jobId }, lost)
  const signal = AbortSignal.any([stop, lost.signal])
  let brokeOff = false
  try {
    const job = await db.projectJob.findUnique({ where: { id: jobId } })
    if (!job || hasEnded(job)) return true
    await killOlderBoxes(parts, fence.sessionId, fence.epoch)
    await removeOlderCheckouts(parts, projectId, fence)
    await begin(parts, fence, job)
    const log = openJobLog(parts, fence, { projectId, jobId })
    try {
      if (claim.idleClaims >= maxDeaths)
        throw new Rejection(
          'job.given-up',
          `The runner ended ${maxDeaths} times in the middle of this. Look at its log and this machine's memory, then try again.`,
        )
      await perform({ parts, job, fence, log, signal })
    } catch (error) {
      if (signal.aborted || isFenced(error)) throw error
      await fail({ parts, job, fence, log, signal }, error)
    } finally {
      await log.close()
    }
    return true
  } catch (error) {
    if (signal.aborted || isFenced(error)) return false
    brokeOff = true
    throw error
  } finally {
    stopRenewing()
    await releaseProject(db, fence, { brokeOff }).catch((error: Error) =>
      logger.warn({ jobId, error: error.message }, 'a project could not be given back; its lease runs out'),
    )
  }
}

const isFenced = (error: unknown) => error instanceof Rejection && error.code === 'run.fenced'

function begin({ db }: RunnerParts, fence: ProjectFence, { id, projectId }: ProjectJob): Promise<void> {
  return writeFenced(db, fence, async (tx) => {
    await tx.$executeRaw`
      UPDATE "ProjectJob" SET status = 'running', "startedAt" = clock_timestamp(), output = '', progress = NULL, result = NULL
      WHERE id = ${id}`
    await notify(tx, { kind: 'project', projectId })
  })
}

async function perform(performed: PerformedJob): Promise<void> {
  switch (performed.job.kind) {
    case 'prepare':
      return prepareProject(performed)
    case 'fetch':
      return fetchProject(performed)
    case 'try':
      return tryProject(performed)
    default:
      throw new Rejection('job.unknown', `This version does not know the work "${performed.job.kind}".`)
  }
}

async function fail({ parts, job, log }: PerformedJob, error: unknown): Promise<void> {
  const { sentence, expected } = explainFailure(error)
  if (!expected)
    parts.logger.error({ jobId: job.id, error: (error as Error).stack ?? String(error) }, 'a job broke off')
  // Pages read `message`, as in every refusal of the API.
  await log.end('failed', { sentence, message: sentence }, async (tx) => {
    if (job.kind !== 'prepare') return
    await tx.project.update({
      where: { id: job.projectId },
      data: { status: 'failed', statusDetail: sentence },
    })
  })
}
