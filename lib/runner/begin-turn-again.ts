// The work folder of a turn is gone with what no snapshot had: after a restore, since a backup holds snapshots and no folders, or by
// somebody's hand. The turn is ended in words and begun again with the same task; the agent is told what is no longer there.
import type { Fact } from '../protocol/events.ts'
import type { DrivenRun } from './perform-step.ts'

const lost =
  'The work folder was lost and made again from the last snapshot: what you changed in your last turn is gone. Do it again.'

/** Resolves the id of the new turn. */
export async function beginTurnAgain({ log }: DrivenRun): Promise<string> {
  const begun = log.events().findLast((event) => event.type === 'turn.started')
  if (begun?.type !== 'turn.started') throw new Error('no turn to begin again')
  const { turn, grant, round } = log.state()
  const reason = 'The work folder was lost. The turn begins again from the last snapshot.'
  const turnId = crypto.randomUUID()
  const prompt = `${await log.text(begun.data.prompt)}\n\n${lost}`
  const facts: Fact[] = [{ type: 'turn.started', data: { turnId, kind: begun.data.kind, round, prompt } }]
  if (turn) facts.unshift({ type: 'turn.ended', data: { turnId: turn.id, outcome: 'stopped', reason } })
  if (grant) facts.unshift({ type: 'approval.voided', data: { approvalId: grant.approvalId, reason } })
  await log.record(facts)
  return turnId
}
