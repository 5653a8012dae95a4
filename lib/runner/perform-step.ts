// One step of a run → what does it. The only place that knows all steps.

import type { Step } from '../domain/next-step.ts'
import { unreachable } from '../domain/unreachable.ts'
import type { Fact } from '../protocol/events.ts'
import { askPlan } from './ask-plan.ts'
import { askSignature } from './ask-signature.ts'
import { buildAccepted } from './build-accepted.ts'
import { checkTree } from './check-tree.ts'
import { mergeSigned } from './merge-signed.ts'
import { openReview } from './open-review.ts'
import { isEnvironmentThere, prepareEnvironment } from './prepare-environment.ts'
import { pushMerged } from './push-merged.ts'
import { resolveBase } from './resolve-base.ts'
import type { RunnerParts } from './runner-parts.ts'
import type { SessionLog } from './session-log.ts'
import { snapshotTurn } from './snapshot-turn.ts'
import { takeTurn } from './take-turn.ts'

export type DrivenRun = {
  parts: RunnerParts
  log: SessionLog
  /** Aborted when the lease is lost or the session cancelled. */
  signal: AbortSignal
  /** For one action: also aborted by "stop and deliver now". */
  forAction: () => AbortSignal
}

export async function performStep(step: Exclude<Step, { do: 'stop' }>, run: DrivenRun): Promise<void> {
  const needsIt = step.do === 'check' || step.do === 'turn'
  if (needsIt && !(await isEnvironmentThere(run))) return prepareEnvironment(run)
  switch (step.do) {
    case 'resolve-base':
      return resolveBase(run)
    case 'prepare-environment':
      return prepareEnvironment(run)
    case 'check':
      return checkTree(step.purpose, run)
    case 'turn':
      return takeTurn(step, run)
    case 'ask-plan':
      return askPlan(run)
    case 'snapshot':
      return snapshotTurn(run)
    case 'open-review':
      return openReview(run)
    case 'build':
      return buildAccepted(run)
    case 'ask-signature':
      return askSignature(run)
    case 'merge':
      return mergeSigned(run)
    case 'push':
      return pushMerged(run)
    case 'finish':
      await run.log.record([
        { type: 'run.finished', data: { runId: run.log.fence.runId, outcome: step.outcome } },
      ])
      return
    case 'park':
      await run.log.record([
        { type: 'run.parked', data: { runId: run.log.fence.runId, reason: { kind: 'person' } } },
      ])
      return
    default:
      return unreachable(step)
  }
}

/** Something is wrong that only a person can mend: the run waits and says so. */
export const trouble = ({ log }: DrivenRun, message: string): Fact => ({
  type: 'run.parked',
  data: { runId: log.fence.runId, reason: { kind: 'trouble', message } },
})

export async function parkForTrouble(run: DrivenRun, message: string): Promise<void> {
  await run.log.record([trouble(run, message)])
}
