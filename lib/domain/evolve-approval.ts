// How a decision moves a session: the last needed yes makes a grant, any no closes the approval.
import type { Event, EventData } from '../protocol/events.ts'
import type { SessionState } from './session-state.ts'
import { unreachable } from './unreachable.ts'

export function approvalDecided(s: SessionState, d: EventData<'approval.decided'>): SessionState {
  const open = s.approval
  if (!open || open.id !== d.approvalId) return s
  if (d.decision === 'approve') {
    const approvers = [...open.approvers, d.person.userId]
    if (approvers.length < open.required) return { ...s, approval: { ...open, approvers } }
    return granted({ ...s, approval: null }, open)
  }
  const closed = { ...s, approval: null }
  switch (open.kind) {
    case 'plan':
      return d.decision === 'send-back'
        ? { ...closed, phase: 'planning', nextTurn: 'plan' }
        : { ...closed, phase: 'rejected' }
    case 'signature':
      return { ...closed, phase: 'review-waits', build: null }
    case 'setup':
    case 'checks':
    case 'command':
      return closed
    default:
      return unreachable(open.kind)
  }
}

function granted(s: SessionState, open: NonNullable<SessionState['approval']>): SessionState {
  const grant = {
    approvalId: open.id,
    kind: open.kind,
    digest: open.digest,
    requestSeq: open.requestSeq,
    callId: open.callId,
  }
  switch (open.kind) {
    case 'plan':
      return {
        ...s,
        phase: 'implementing',
        nextTurn: 'implement',
        plan: s.plan && { ...s.plan, approved: true },
      }
    case 'signature':
      return { ...s, phase: 'merging', grant }
    case 'setup':
    case 'checks':
      // Granted for the whole session: whoever needs it finds and verifies the decision in the log.
      return s
    case 'command':
      return { ...s, grant }
    default:
      return unreachable(open.kind)
  }
}

/** A signature that stands for the tree as it was built anew: from here it merges, as if it had been given now. */
export function approvalCarried(s: SessionState, event: Event & { type: 'approval.carried' }): SessionState {
  const { approvalId, toDigest, subject } = event.data
  if (!subject) return s.grant ? { ...s, grant: { ...s.grant, digest: toDigest } } : s
  const grant = {
    approvalId,
    kind: 'signature' as const,
    digest: toDigest,
    requestSeq: event.seq,
    callId: null,
  }
  return { ...s, phase: 'merging', grant }
}
