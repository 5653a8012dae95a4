// What a runner may record, and when. A runner of an older epoch, or one whose session moved on meanwhile, is told "no"
// and looks again; it never writes into a phase that no longer is.
import type { Fact } from '../protocol/events.ts'
import { Rejection } from '../protocol/rejection.ts'
import { personIsNext } from './next-step.ts'
import { ended, type Phase, type SessionState } from './session-state.ts'

const inTurn: readonly Phase[] = ['planning', 'implementing']
const phases: { [type in Fact['type']]?: readonly Phase[] } = {
  'base.resolved': ['preparing'],
  // Again when what was kept is gone by the time it is needed.
  'environment.prepared': ['preparing', 'planning', 'implementing', 'checking', 'building', 'review-waits'],
  'turn.started': ['planning', 'implementing', 'checking', 'building', 'review-waits'],
  'turn.ended': inTurn,
  'plan.proposed': ['planning'],
  'plan.progressed': ['implementing'],
  'model.requested': inTurn,
  'model.replied': inTurn,
  'model.failed': inTurn,
  'tool.started': inTurn,
  'tool.finished': inTurn,
  'snapshot.taken': ['checking'],
  'check.started': ['preparing', 'checking', 'building'],
  'check.finished': ['preparing', 'checking', 'building'],
  'review.opened': ['checking', 'review-waits'],
  'tree.built': ['building'],
  'merge.conflicted': ['building', 'merging'],
  'base.moved': ['building', 'merging'],
  'merge.started': ['merging'],
  'merge.finished': ['merging'],
  'push.finished': ['merged'],
  'run.finished': ended,
}
/** Facts that need no phase of their own. */
const free: readonly Fact['type'][] = [
  'approval.requested',
  'approval.voided',
  'approval.carried',
  'run.parked',
  'run.failed',
]

/** Checks one fact against the state it would follow. Throws Rejection 'run.fenced' or 'run.moved-on'. */
export function mayRecord(s: SessionState, fact: Fact, by: { runId: string; epoch: number }): void {
  if (s.run.status !== 'running' || s.run.id !== by.runId || s.run.epoch !== by.epoch) {
    throw new Rejection('run.fenced', 'This run is driven by another runner, or no longer runs.')
  }
  const inPhases = phases[fact.type]
  if (!inPhases && !free.includes(fact.type))
    throw new Rejection('run.not-yours', `A runner cannot record ${fact.type}.`)
  if (inPhases && !inPhases.includes(s.phase)) {
    throw new Rejection('run.moved-on', `${fact.type} no longer fits: the session is ${s.phase}.`)
  }
  if (fact.type === 'approval.requested' && s.approval)
    throw new Rejection('run.moved-on', 'An approval is open already.')
  if (fact.type === 'approval.requested' && s.undelivered > 0 && asksAboutWork(fact.data.subject.kind))
    throw new Rejection('run.moved-on', 'A message has come that the agent has to hear first.')
  if (fact.type === 'run.parked' && fact.data.reason.kind === 'person' && !personIsNext(s)) {
    throw new Rejection('run.not-waiting', 'Nobody needs to decide anything now.')
  }
}

/** A plan or a tree is not put before people while the agent has yet to hear what they said about it. */
const asksAboutWork = (kind: string): boolean => kind === 'plan' || kind === 'signature'
