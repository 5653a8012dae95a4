// The events that move a session from phase to phase by more than a word: a message, the end of a turn, checks, a review.
// Total and pure, like evolve, which is their only caller.
import type { EventData } from '../protocol/events.ts'
import type { SessionState } from './session-state.ts'
import { unreachable } from './unreachable.ts'

/**
 * A message always reaches the agent: in its open turn, or by a turn of its own. What is being built or checked ends first
 * (nextStep then sees the message), so that no check is left without an end.
 */
export function messagePosted(s: SessionState): SessionState {
  const after = { ...s, undelivered: s.undelivered + 1 }
  switch (s.phase) {
    case 'plan-waits':
    case 'rejected':
      return { ...after, phase: 'planning', nextTurn: 'plan', approval: null }
    case 'review-waits':
    case 'signature-waits':
      return {
        ...after,
        phase: 'implementing',
        nextTurn: 'revise',
        round: 0,
        build: null,
        approval: null,
        checking: null,
      }
    default:
      return after
  }
}

export function turnEnded(s: SessionState, d: EventData<'turn.ended'>): SessionState {
  const ended = s.turn
  if (!ended) return s
  // A planning turn that broke off left no plan; one of an earlier turn must not pass for its.
  if (ended.kind === 'plan') return { ...s, turn: null, nextTurn: d.outcome === 'ended' ? null : 'plan' }
  return { ...s, turn: null, phase: 'checking', snapshotDue: true }
}

export function checkFinished(s: SessionState, d: EventData<'check.finished'>): SessionState {
  const checks = {
    id: d.checkRunId,
    purpose: d.purpose,
    tree: d.tree,
    outcome: d.outcome,
    counted: d.counted.length,
    digest: d.digest,
  }
  const after: SessionState = { ...s, checking: null, checks }
  // Checks that could not run say nothing about the base; they run again when a person has mended what stopped them.
  if (d.purpose === 'base' && d.outcome === 'error') return after
  if (d.purpose === 'base') {
    const baseChecks = { outcome: d.outcome, failing: d.counted.length + d.ignored.length }
    return s.mode === 'plan'
      ? { ...after, baseChecks, phase: 'planning', nextTurn: 'plan' }
      : { ...after, baseChecks, phase: 'implementing', nextTurn: 'implement' }
  }
  if (d.purpose === 'turn' && d.outcome === 'failed' && s.round < s.fixLimit) {
    return { ...after, phase: 'implementing', nextTurn: 'fix', round: s.round + 1 }
  }
  if (d.purpose === 'turn' && s.undelivered > 0) {
    return { ...after, phase: 'implementing', nextTurn: 'revise', round: 0 }
  }
  if (d.purpose === 'merged' && d.outcome !== 'passed')
    return { ...after, phase: 'review-waits', build: null }
  return after
}

export function reviewSubmitted(s: SessionState, d: EventData<'review.submitted'>): SessionState {
  if (d.part < d.parts) return s
  switch (d.next) {
    case 'keep':
      return s
    case 'send-back':
      return { ...s, phase: 'implementing', nextTurn: 'revise', round: 0, build: null }
    case 'request-signature':
      return { ...s, phase: 'building', build: null }
    default:
      return unreachable(d.next)
  }
}
