// state × event → state. Total and pure: never throws on a well-formed event, never looks at the clock, never reads a blob.
import type { Event, EventData } from '../protocol/events.ts'
import type { ParkReason } from '../protocol/values.ts'
import { approvalCarried, approvalDecided } from './evolve-approval.ts'
import { checkFinished, messagePosted, reviewSubmitted, turnEnded } from './evolve-phase.ts'
import type { SessionState } from './session-state.ts'
import { unreachable } from './unreachable.ts'

/** The first event of a session makes its state. */
export function beginSession(event: Event): SessionState {
  if (event.type !== 'session.created') throw new Error(`a session cannot begin with ${event.type}`)
  const d = event.data
  return {
    projectId: d.projectId,
    number: d.number,
    title: d.title,
    mode: d.mode,
    targetBranch: d.targetBranch,
    model: d.model,
    engine: d.engine,
    fixLimit: d.fixLimit,
    requiredSignatures: d.requiredSignatures,
    createdBy: event.actor.kind === 'person' ? event.actor.userId : '',
    archived: false,
    phase: 'preparing',
    run: { status: 'none' },
    base: null,
    environment: null,
    baseChecks: null,
    turn: null,
    turns: 0,
    nextTurn: null,
    plan: null,
    approval: null,
    grant: null,
    snapshotDue: false,
    snapshot: null,
    checks: null,
    checking: null,
    round: 0,
    undelivered: 0,
    review: null,
    build: null,
    merge: { started: false, approvalId: null, commit: null },
    push: null,
    usage: { inputTokens: 0, outputTokens: 0, costUsd: 0, replies: 0 },
    startedAt: event.at,
    lastAt: event.at,
  }
}

export function evolve(before: SessionState, event: Event): SessionState {
  const s: SessionState = { ...before, lastAt: event.at }
  const epoch = s.run.status === 'none' ? 0 : s.run.epoch
  switch (event.type) {
    case 'session.created':
      return beginSession(event)
    case 'session.renamed':
      return { ...s, title: event.data.title }
    case 'session.archived':
      return { ...s, archived: true }
    case 'session.restored':
      return { ...s, archived: false }
    case 'session.cancelled':
      return {
        ...s,
        phase: 'cancelled',
        turn: null,
        checking: null,
        approval: null,
        grant: null,
        nextTurn: null,
      }
    case 'message.posted':
      return messagePosted(s)
    case 'run.queued':
      return { ...s, run: { status: 'queued', id: event.data.runId, epoch } }
    case 'run.started':
      return { ...s, run: { status: 'running', id: event.data.runId, epoch: event.data.epoch } }
    case 'run.parked':
      return {
        ...s,
        run: { status: 'parked', id: event.data.runId, epoch, reason: brief(event.data.reason) },
      }
    case 'run.resumed':
      return { ...s, run: { status: 'queued', id: event.data.runId, epoch } }
    case 'run.finished':
      return { ...s, run: { status: 'finished', id: event.data.runId, epoch, outcome: event.data.outcome } }
    case 'run.failed':
      return {
        ...s,
        run: { status: 'failed', id: event.data.runId, epoch, reason: cut(event.data.reason) },
      }
    case 'base.resolved':
      return { ...s, base: { commit: event.data.commit, tree: event.data.tree } }
    case 'base.moved':
      return {
        ...s,
        phase: 'building',
        build: null,
        grant: null,
        merge: { started: false, approvalId: null, commit: null },
      }
    case 'model.chosen':
      return { ...s, model: event.data.model }
    case 'environment.prepared':
      return {
        ...s,
        environment: { digest: event.data.digest, outcome: event.data.outcome },
        grant: s.grant?.kind === 'setup' ? null : s.grant,
      }
    case 'turn.started':
      return {
        ...s,
        turn: { id: event.data.turnId, kind: event.data.kind, round: event.data.round },
        turns: s.turns + 1,
        nextTurn: null,
        phase: event.data.kind === 'plan' ? 'planning' : 'implementing',
        round: event.data.kind === 'revise' ? 0 : s.round,
        build: null,
      }
    case 'turn.ended':
      return turnEnded(s, event.data)
    case 'plan.proposed':
      return {
        ...s,
        plan: {
          id: event.data.planId,
          revision: event.data.revision,
          steps: event.data.steps.length,
          completed: 0,
          approved: false,
        },
      }
    case 'plan.progressed':
      if (!s.plan) return s
      return {
        ...s,
        plan: { ...s.plan, completed: event.data.steps.filter((step) => step.status === 'completed').length },
      }
    case 'model.requested':
      return { ...s, undelivered: 0 }
    case 'model.failed':
      return s
    case 'model.replied':
      return { ...s, usage: addUsage(s.usage, event.data) }
    case 'tool.started':
      return event.data.approvalId && s.grant?.approvalId === event.data.approvalId
        ? { ...s, grant: null }
        : s
    case 'tool.finished':
      return s
    case 'approval.requested':
      return {
        ...s,
        approval: {
          id: event.data.approvalId,
          kind: event.data.subject.kind,
          digest: event.data.digest,
          subjectId: event.data.subject.subjectId,
          required: event.data.required,
          approvers: [],
          requestSeq: event.seq,
          callId: event.data.callId,
        },
        phase:
          event.data.subject.kind === 'plan'
            ? 'plan-waits'
            : event.data.subject.kind === 'signature'
              ? 'signature-waits'
              : s.phase,
      }
    case 'approval.decided':
      return approvalDecided(s, event.data)
    case 'approval.voided':
      return {
        ...s,
        approval: s.approval?.id === event.data.approvalId ? null : s.approval,
        grant: s.grant?.approvalId === event.data.approvalId ? null : s.grant,
      }
    case 'approval.carried':
      return approvalCarried(s, event)
    case 'snapshot.taken':
      return {
        ...s,
        snapshotDue: false,
        snapshot: { position: event.data.position, tree: event.data.tree, commit: event.data.commit },
      }
    case 'check.started':
      return { ...s, checking: { id: event.data.checkRunId, purpose: event.data.purpose } }
    case 'check.finished':
      return checkFinished(s, event.data)
    case 'check.marked':
      // What was checked before the mark is checked again before it can be signed.
      return s.phase === 'building' ? { ...s, checks: null } : s
    case 'review.opened':
      return {
        ...s,
        phase: 'review-waits',
        review: {
          id: event.data.reviewId,
          revision: event.data.revision,
          baseTree: event.data.baseTree,
          tree: event.data.tree,
          hunks: event.data.hunkCount,
          failing: event.data.failing !== null,
        },
        build: null,
      }
    case 'review.submitted':
      return reviewSubmitted(s, event.data)
    case 'tree.built': {
      // The message may be long, and only the one who asks for the signature reads it.
      const { commitMessage: _, ...build } = event.data
      return { ...s, build }
    }
    case 'merge.started':
      return { ...s, merge: { started: true, approvalId: event.data.approvalId, commit: null }, grant: null }
    case 'merge.finished':
      return { ...s, phase: 'merged', merge: { ...s.merge, commit: event.data.commit } }
    case 'merge.conflicted':
      return {
        ...s,
        phase: 'review-waits',
        build: null,
        grant: null,
        merge: { started: false, approvalId: null, commit: null },
      }
    case 'push.requested':
      return { ...s, push: { id: event.data.pushId, toTarget: event.data.toTarget } }
    case 'push.finished':
      return { ...s, push: null }
    default:
      return unreachable(event)
  }
}

/** The event keeps the whole sentence; the state is small. */
const cut = (text: string): string => text.slice(0, 1_000).toWellFormed()
const brief = (reason: ParkReason): ParkReason =>
  reason.kind === 'person' ? reason : { ...reason, message: cut(reason.message) }

function addUsage(usage: SessionState['usage'], reply: EventData<'model.replied'>): SessionState['usage'] {
  return {
    inputTokens: usage.inputTokens + (reply.usage?.inputTokens ?? 0),
    outputTokens: usage.outputTokens + (reply.usage?.outputTokens ?? 0),
    costUsd: usage.costUsd + (reply.costUsd ?? 0),
    replies: usage.replies + 1,
  }
}
