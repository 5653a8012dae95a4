// What a run does next, from its state alone. Pure and total; between turns only (inside a turn the engine decides).
import { ended, type SessionState, type TurnKind } from './session-state.ts'

export type Step =
  | { do: 'resolve-base' }
  | { do: 'prepare-environment' }
  | { do: 'check'; purpose: 'base' | 'turn' | 'merged' }
  | { do: 'turn'; kind: TurnKind; resume: string | null }
  | { do: 'ask-plan' }
  | { do: 'snapshot' }
  | { do: 'open-review' }
  | { do: 'build' }
  | { do: 'ask-signature' }
  | { do: 'merge' }
  | { do: 'push' }
  | { do: 'finish'; outcome: 'merged' | 'rejected' | 'cancelled' }
  /** A person is next. */
  | { do: 'park' }
  /** This run is not ours to drive. */
  | { do: 'stop' }

export function nextStep(s: SessionState): Step {
  if (s.run.status !== 'running') return { do: 'stop' }
  if (s.approval) return { do: 'park' }
  switch (s.phase) {
    case 'preparing':
      if (!s.base) return { do: 'resolve-base' }
      if (s.environment?.outcome !== 'ready') return { do: 'prepare-environment' }
      return { do: 'check', purpose: 'base' }
    case 'planning':
      if (s.turn) return { do: 'turn', kind: 'plan', resume: s.turn.id }
      return s.nextTurn === 'plan' || !s.plan || s.plan.approved || s.undelivered > 0
        ? { do: 'turn', kind: 'plan', resume: null }
        : { do: 'ask-plan' }
    case 'implementing':
      if (s.turn) return { do: 'turn', kind: s.turn.kind, resume: s.turn.id }
      return { do: 'turn', kind: s.nextTurn ?? 'implement', resume: null }
    case 'checking':
      return afterTurn(s)
    case 'building':
      if (s.undelivered > 0) return { do: 'turn', kind: 'revise', resume: null }
      if (!s.build) return { do: 'build' }
      if (s.checks?.purpose !== 'merged' || s.checks.tree !== s.build.mergedTree)
        return { do: 'check', purpose: 'merged' }
      return { do: 'ask-signature' }
    case 'merging':
      return { do: 'merge' }
    case 'review-waits':
      return s.undelivered > 0 ? { do: 'turn', kind: 'revise', resume: null } : { do: 'park' }
    case 'plan-waits':
    case 'signature-waits':
      return { do: 'park' }
    case 'merged':
      return s.push ? { do: 'push' } : { do: 'finish', outcome: 'merged' }
    case 'rejected':
    case 'cancelled':
      return { do: 'finish', outcome: s.phase }
  }
}

function afterTurn(s: SessionState): Step {
  if (s.snapshotDue || !s.snapshot) return { do: 'snapshot' }
  const unchanged = s.snapshot.tree === s.base?.tree
  const checked = s.checks?.purpose === 'turn' && s.checks.tree === s.snapshot.tree
  if (!unchanged && !checked) return { do: 'check', purpose: 'turn' }
  return s.undelivered > 0 ? { do: 'turn', kind: 'revise', resume: null } : { do: 'open-review' }
}

/** A park is honest only when a person really is next. */
export function personIsNext(s: SessionState): boolean {
  if (s.approval !== null) return true
  const waits = s.phase === 'review-waits' || s.phase === 'plan-waits' || s.phase === 'signature-waits'
  return waits && s.undelivered === 0
}

export const isOver = (s: SessionState): boolean => ended.includes(s.phase)
