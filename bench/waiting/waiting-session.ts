// The log of a session whose plan waits for a person: what the run did until then is written down, and nothing of it goes on. Pure.
import { asked, fact } from '../../lib/domain/given.ts'
import type { Fact } from '../../lib/protocol/events.ts'

export function waitingSession(projectId: string, number: number): Fact[] {
  const runId = `run-${number}`
  const turnId = `turn-${number}`
  return [
    fact('session.created', { projectId, number, title: `Waits ${number}` }),
    fact('run.queued', { runId }),
    fact('run.started', { runId, epoch: 1 }),
    fact('base.resolved'),
    fact('environment.prepared'),
    fact('check.finished', { purpose: 'base' }),
    fact('turn.started', { turnId, kind: 'plan' }),
    fact('plan.proposed'),
    fact('turn.ended', { turnId }),
    asked('plan', { approvalId: `approval-${number}` }),
    fact('run.parked', { runId, reason: { kind: 'person' } }),
  ]
}
