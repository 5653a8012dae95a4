// What `decide` and `nextStep` need to know of a session: ids, counts and digests, at most 16 KB. Never shown as it is.
//
//  preparing ─▶ planning ⇄ plan-waits ─▶ implementing ⇄ checking ─▶ review-waits ─▶ building ─▶ signature-waits ─▶ merging ─▶ merged
//                    (straight to the diff skips planning)    ▲──────── sent back ─────┴───────────────┘
//  rejected (a plan was refused) and cancelled end a session from where it was.
import type { ApprovalKind } from '../protocol/approval-subjects.ts'
import type { EventData } from '../protocol/events.ts'
import type { ParkReason } from '../protocol/values.ts'

export type Phase =
  | 'preparing'
  | 'planning'
  | 'plan-waits'
  | 'implementing'
  | 'checking'
  | 'review-waits'
  | 'building'
  | 'signature-waits'
  | 'merging'
  | 'merged'
  | 'rejected'
  | 'cancelled'

export type RunState =
  | { status: 'none' }
  | { status: 'queued'; id: string; epoch: number }
  | { status: 'running'; id: string; epoch: number }
  | { status: 'parked'; id: string; epoch: number; reason: ParkReason }
  | { status: 'finished'; id: string; epoch: number; outcome: 'merged' | 'cancelled' | 'rejected' }
  | { status: 'failed'; id: string; epoch: number; reason: string }

/** The one approval that a session can have open; `approvers` are the distinct people who approved so far. */
export type OpenApproval = {
  id: string
  kind: ApprovalKind
  digest: string
  subjectId: string
  required: number
  approvers: string[]
  requestSeq: number
  callId: string | null
}

/** Granted and not yet consumed. */
export type Grant = {
  approvalId: string
  kind: ApprovalKind
  digest: string
  requestSeq: number
  callId: string | null
}

export type TurnKind = EventData<'turn.started'>['kind']

export type SessionState = {
  projectId: string
  number: number
  title: string
  mode: 'plan' | 'direct'
  targetBranch: string
  model: { provider: 'scripted' | 'configured'; name: string }
  engine: 'builtin'
  fixLimit: number
  requiredSignatures: number
  createdBy: string
  archived: boolean
  phase: Phase
  run: RunState
  base: { commit: string; tree: string } | null
  environment: { digest: string; outcome: 'ready' | 'failed' } | null
  baseChecks: { outcome: 'passed' | 'failed' | 'error'; failing: number } | null
  /** A turn that started and has not ended. */
  turn: { id: string; kind: TurnKind; round: number } | null
  turns: number
  /** What the next turn is for; null means the phase's usual one. */
  nextTurn: TurnKind | null
  plan: { id: string; revision: number; steps: number; completed: number; approved: boolean } | null
  approval: OpenApproval | null
  /** Approved, waiting to be acted on. A refused command is told to the model by its open call. */
  grant: Grant | null
  /** A turn ended and its work is in no snapshot yet. */
  snapshotDue: boolean
  snapshot: { position: number; tree: string; commit: string } | null
  /** The newest check run that finished; `running` is one that has not. */
  checks: {
    id: string
    purpose: 'base' | 'turn' | 'merged'
    tree: string
    outcome: 'passed' | 'failed' | 'error'
    counted: number
    digest: string
  } | null
  checking: { id: string; purpose: 'base' | 'turn' | 'merged' } | null
  /** Fix rounds since the last word of a person. */
  round: number
  /** Messages that no model request has carried yet. */
  undelivered: number
  review: {
    id: string
    revision: number
    baseTree: string
    tree: string
    hunks: number
    failing: boolean
  } | null
  build: Omit<EventData<'tree.built'>, 'commitMessage'> | null
  merge: { started: boolean; approvalId: string | null; commit: string | null }
  push: { id: string; toTarget: boolean } | null
  usage: { inputTokens: number; outputTokens: number; costUsd: number; replies: number }
  startedAt: string
  lastAt: string
}

/** Kinds of waiting that a person ends; provider trouble counts, as only a person can fix a key. */
export type WaitsFor = ApprovalKind | 'review' | 'provider' | 'trouble'

export function waitsFor(state: SessionState): WaitsFor | null {
  if (state.phase === 'cancelled') return null
  if (state.approval) return state.approval.kind
  if (state.run.status === 'failed') return 'trouble'
  if (state.run.status === 'parked' && state.run.reason.kind !== 'person') return state.run.reason.kind
  if (state.phase === 'review-waits') return 'review'
  return null
}

export const ended: readonly Phase[] = ['merged', 'rejected', 'cancelled']
