// Drives one run from claim to release: look at the state, do the one next thing, write it down, look again.
// A lost lease or a cancelled session aborts whatever is being done; a bug is logged, and the run goes on from the log elsewhere.
import { nextStep } from '../domain/next-step.ts'
import { claimLease, releaseLease, renewLease } from '../event-log/lease.ts'
import { type Fence, record } from '../event-log/record.ts'
import type { Event, Fact } from '../protocol/events.ts'
import { Rejection } from '../protocol/rejection.ts'
import { killOlderBoxes } from './boxes.ts'
import { removeOlderCheckouts } from './checkouts.ts'
import { explainFailure } from './explain-failure.ts'
import { type DrivenRun, parkForTrouble, performStep } from './perform-step.ts'
import type { RunnerParts } from './runner-parts.ts'
import { openSessionLog, type SessionLog } from './session-log.ts'

/** Claims that led to no event before a run is stopped, visibly. */
const maxIdleClaims = 5

export type Driving = {
  sessionId: string
  projectId: string
  wake(): void
  /** A job for it came: what asked for it may have come too late for this run. */
  again(): void
  abort(reason: string): void
  done: Promise<void>
}

/** Null when there is nothing to do or another runner has it. */
export async function driveRun(
  parts: RunnerParts,
  { sessionId, projectId }: { sessionId: string; projectId: string },
  driving: Map<string, Driving>,
): Promise<void> {
  const held = driving.get(sessionId)
  if (held) {
    held.again()
    return held.wake()
  }
  let again = false
  const lost = new AbortController()
  let log: SessionLog | null = null
  const actions = new Set<AbortController>()
  const onEvents = (events: readonly Event[]) => {
    for (const event of events) {
      if (event.type === 'session.cancelled') lost.abort(new Error('cancelled'))
      if (event.type === 'message.posted' && event.data.interrupt)
        for (const action of actions) action.abort(new Error('interrupted'))
    }
  }
  const entry: Driving = {
    sessionId,
    projectId,
    wake: () =>
      void log
        ?.refresh()
        .catch((error: Error) => parts.logger.warn({ sessionId, error: error.message }, 'refresh failed')),
    again: () => {
      again = true
    },
    abort: (reason) => lost.abort(new Error(reason)),
    done: Promise.resolve(),
  }
  driving.set(sessionId, entry)
  const work = async () => {
    const claim = await claimLease(parts.db, sessionId, parts.owner, parts.intervals.lease)
    if (!claim) return
    const stopRenewing = keepLease(parts, claim.fence, lost)
    try {
      await killOlderBoxes(parts, sessionId, claim.fence.epoch)
      await removeOlderCheckouts(parts, projectId, claim.fence)
      log = await openSessionLog(parts.db, claim, parts.deltas, parts.folders, onEvents)
      if (claim.idleClaims >= maxIdleClaims) {
        const reason = `The run was taken up ${maxIdleClaims} times without getting anywhere. The runner's log says more; retry when that is mended.`
        await log.record([{ type: 'run.failed', data: { runId: claim.fence.runId, reason } }])
      }
      const run: DrivenRun = {
        parts,
        log,
        signal: lost.signal,
        forAction: () => actionSignal(lost.signal, actions),
      }
      await untilReleased(run, claim.wake)
    } catch (error) {
      if (!(error instanceof Rejection && error.code.startsWith('log.'))) throw error
      // Nothing of this log is acted on; that it is so is all that is written.
      const { runId } = claim.fence
      const stopped: Fact = { type: 'run.failed', data: { runId, reason: error.message } }
      await record(parts.db, claim.fence, [stopped], crypto.randomUUID())
      await releaseLease(parts.db, claim.fence, claim.wake)
    } finally {
      stopRenewing()
      parts.deltas.forget(sessionId)
    }
  }
  entry.done = work()
    .catch((error: unknown) => {
      if (lost.signal.aborted || (error instanceof Rejection && error.code === 'run.fenced')) return
      parts.logger.error(
        { sessionId, error: error instanceof Error ? error.stack : String(error) },
        'a run broke off; it will be taken up again',
      )
    })
    .finally(() => driving.delete(sessionId))
  await entry.done
  // Whoever woke it while it was being given back found it held, here or in another runner, and that job is gone.
  const queued = (log as SessionLog | null)?.state().run.status === 'queued'
  if ((again || queued) && !lost.signal.aborted) return driveRun(parts, { sessionId, projectId }, driving)
}

async function untilReleased(run: DrivenRun, wake: number): Promise<void> {
  const { parts, log } = run
  for (let seen = wake; ; ) {
    await stepUntilIdle(run)
    const { released, wake: newest } = await releaseLease(parts.db, log.fence, seen)
    if (released) return
    seen = newest
    await log.refresh()
  }
}

async function stepUntilIdle(run: DrivenRun): Promise<void> {
  for (;;) {
    // One that is being stopped gives back what no longer runs, so that nobody has to wait for the lease to end.
    if (run.signal.aborted && run.log.state().run.status !== 'running') return
    run.signal.throwIfAborted()
    await run.log.refresh()
    const step = nextStep(run.log.state())
    if (step.do === 'stop') return
    try {
      await performStep(step, run)
    } catch (error) {
      if (run.signal.aborted || (error instanceof Rejection && error.code === 'run.fenced')) throw error
      // The session moved on while this step was under way: what was recorded stands, what is next follows from it.
      if (error instanceof Rejection && error.code.startsWith('run.')) continue
      if (error instanceof Rejection && error.code.startsWith('log.')) throw error
      const { sentence, expected } = explainFailure(error)
      if (!expected) throw error
      await parkForTrouble(run, sentence)
    }
  }
}

/** Renews until the returned function is called; aborts `lost` once somebody else may drive. */
export function keepLease(parts: RunnerParts, fence: Fence, lost: AbortController): () => void {
  let misses = 0
  const timer = setInterval(() => {
    renewLease(parts.db, fence, parts.intervals.lease).then(
      (held) => {
        misses = 0
        if (!held) lost.abort(new Error('the lease was lost'))
      },
      (error: Error) => {
        misses += 1
        parts.logger.warn(
          { sessionId: fence.sessionId, error: error.message },
          'the lease could not be renewed',
        )
        // Beyond the lease nobody knows who drives; stop before somebody else starts.
        if (misses * parts.intervals.renew >= parts.intervals.lease)
          lost.abort(new Error('the lease could not be renewed'))
      },
    )
  }, parts.intervals.renew * 1000)
  return () => clearInterval(timer)
}

function actionSignal(lost: AbortSignal, actions: Set<AbortController>): AbortSignal {
  // One action at a time: an older one is over when the next begins.
  actions.clear()
  const action = new AbortController()
  actions.add(action)
  return AbortSignal.any([lost, action.signal])
}
