// An approval just before it is acted on: authentic, of exactly these bytes, and by people who may still decide. What a person may
// is asked now, not when the decision was made: a right that was taken away takes what was not yet done with it.
import { can } from '../domain/can.ts'
import { holdRights } from '../event-log/hold-rights.ts'
import type { Event } from '../protocol/events.ts'
import { Rejection } from '../protocol/rejection.ts'
import type { Person } from '../protocol/values.ts'
import type { DrivenRun } from './perform-step.ts'
import { type Verdict, verdictOf } from './permit.ts'
import type { RunnerParts } from './runner-parts.ts'

export async function verifyApproval(
  { parts, log }: Pick<DrivenRun, 'parts' | 'log'>,
  request: Event & { type: 'approval.requested' },
): Promise<Verdict> {
  const verdict = verdictOf(log.events(), request)
  if (verdict.status !== 'approved') return verdict
  const { projectId } = log.state()
  for (const { data } of verdict.by) {
    if (!(await mayStillDecide(parts, data.person, projectId)))
      return { status: 'voided', reason: `${data.person.name} may no longer decide here.` }
  }
  return verdict
}

/** False as well when the API token that acted was revoked or has expired. */
export async function mayStillDecide(
  { db }: Pick<RunnerParts, 'db'>,
  person: Pick<Person, 'userId' | 'token'>,
  projectId: string,
): Promise<boolean> {
  try {
    const actor = await db.$transaction((tx) => holdRights(tx, person, projectId))
    return can(actor, 'approval.decide', { projectId })
  } catch (error) {
    if (error instanceof Rejection) return false
    throw error
  }
}
