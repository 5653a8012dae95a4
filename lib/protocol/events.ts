// Every fact a session can hold, past tense. Stored for ever: add a type or an optional field, never rename or narrow one.
// Golden examples of every version ever written lie in fixtures/ and a test parses them all.
import { z } from 'zod'
import { ApprovalSubject, SignatureSubject } from './approval-subjects.ts'
import * as v from './values.ts'

const id = z.string().min(1)
const tree = z.string()

export const eventData = {
  'session.created': z.object({
    projectId: id,
    number: z.number().int(),
    title: z.string(),
    desiredState: z.string(),
    mentions: z.array(z.string()),
    mode: z.enum(['plan', 'direct']),
    targetBranch: z.string(),
    checks: z.array(v.Check),
    model: v.ModelChoice,
    engine: z.literal('builtin'),
    fixLimit: z.number().int(),
    requiredSignatures: z.number().int(),
    /** Names of tests or checks that fail on the base and must pass afterwards. */
    mustPass: z.array(z.string()),
  }),
  'session.renamed': z.object({ title: z.string() }),
  'session.archived': z.object({}),
  'session.restored': z.object({}),
  'session.cancelled': z.object({ reason: z.string() }),
  'message.posted': z.object({
    messageId: id,
    text: z.string(),
    mentions: z.array(z.string()),
    interrupt: z.boolean(),
  }),

  'run.queued': z.object({ runId: id, cause: z.string() }),
  'run.started': z.object({ runId: id, epoch: z.number().int(), owner: z.string() }),
  'run.parked': z.object({ runId: id, reason: v.ParkReason }),
  'run.resumed': z.object({ runId: id, cause: z.string() }),
  'run.finished': z.object({ runId: id, outcome: z.enum(['merged', 'cancelled', 'rejected']) }),
  'run.failed': z.object({ runId: id, reason: z.string() }),

  'base.resolved': z.object({
    commit: z.string(),
    tree,
    /** fresh: just fetched; stale: the source could not be reached, message says why; local: nothing to fetch from. */
    fetch: z.enum(['fresh', 'stale', 'local']),
    message: z.string().nullable(),
    uncommittedFiles: z.number().int(),
    /** AGENTS.md of the base, where there is one. */
    instructions: v.LongText.nullable(),
    topFiles: z.array(z.string()).max(200),
  }),
  /** The target branch moved after the tree was built: what was built and signed no longer stands. */
  /** `carrying`: the signature that may still stand, once the new tree is built and checked. */
  'base.moved': z.object({ from: z.string(), to: z.string(), carrying: id.optional() }),
  'model.chosen': z.object({ model: v.ModelChoice }),
  'environment.prepared': z.object({
    digest: z.string(),
    outcome: z.enum(['ready', 'failed']),
    cached: z.boolean(),
    command: z.string().nullable(),
    output: v.LongText,
    durationMs: z.number(),
  }),

  'turn.started': z.object({
    turnId: id,
    kind: z.enum(['plan', 'implement', 'fix', 'revise']),
    round: z.number().int(),
    /** What the host told the agent to begin with, word for word. */
    prompt: v.LongText,
  }),
  'turn.ended': z.object({
    turnId: id,
    outcome: z.enum(['ended', 'stuck', 'stopped', 'limit']),
    reason: z.string().nullable(),
  }),
  'plan.proposed': z.object({
    planId: id,
    revision: z.number().int(),
    summary: z.string(),
    steps: z.array(v.PlanStep).max(100),
    /** The person who edited it, or null for the agent. */
    editedBy: z.string().nullable(),
  }),
  'plan.progressed': z.object({
    planId: id,
    steps: z.array(z.object({ id, status: v.PlanStepStatus })).max(100),
  }),

  'model.requested': z.object({
    requestId: id,
    turnId: id,
    attempt: z.number().int(),
    model: z.string(),
    /** How many old outputs were shortened to fit the window. */
    shortened: z.number().int(),
  }),
  'model.replied': z.object({
    requestId: id,
    text: v.LongText,
    reasoning: v.LongText,
    encryptedReasoning: v.LongText.nullable(),
    toolCalls: z.array(z.object({ callId: id, name: z.string(), arguments: v.LongText })).max(64),
    usage: v.Usage.nullable(),
    costUsd: z.number().nullable(),
    finish: z.string().nullable(),
    repairs: z.array(z.string()),
  }),
  'model.failed': z.object({
    requestId: id,
    attempt: z.number().int(),
    code: z.string(),
    message: z.string(),
    /** null: no more retries of its own accord. */
    retryInMs: z.number().nullable(),
  }),

  'tool.started': z.object({
    callId: id,
    turnId: id,
    name: z.string(),
    /** One line for people: the command, the path, the pattern. */
    title: z.string(),
    approvalId: z.string().nullable(),
  }),
  'tool.finished': z.object({
    callId: id,
    outcome: z.enum(['ok', 'failed', 'denied', 'interrupted', 'stopped']),
    exitCode: z.number().int().nullable(),
    /** What the model is told. */
    output: v.LongText,
    durationMs: z.number(),
    paths: z.array(z.string()).max(500),
  }),

  'approval.requested': z.object({
    approvalId: id,
    subject: ApprovalSubject,
    digest: z.string(),
    required: z.number().int(),
    /** Which rule asks, in words; and what waits for the answer. */
    rule: z.string(),
    blocks: z.string(),
    callId: z.string().nullable(),
  }),
  'approval.decided': z.object({
    approvalId: id,
    decision: z.enum(['approve', 'send-back', 'reject', 'deny']),
    digest: z.string(),
    reason: z.string(),
    person: v.Person,
    method: z.literal('click'),
    decidedAt: z.string(),
    /** HMAC over session, seq, person, digest, decision and time; the executor verifies it. */
    mac: z.string(),
  }),
  'approval.voided': z.object({ approvalId: id, reason: z.string() }),
  'approval.carried': z.object({
    approvalId: id,
    fromDigest: z.string(),
    toDigest: z.string(),
    reason: z.string(),
    /** What the signature stands for from now on; it names the new tree and head. */
    subject: SignatureSubject.optional(),
    fromTree: tree.optional(),
    fromHead: z.string().optional(),
    /** Keyed hashes of the decisions that are carried. */
    decisions: z.array(z.string()).max(100).optional(),
    /** HMAC over all of this; the executor verifies it. */
    mac: z.string().optional(),
  }),

  'snapshot.taken': z.object({
    snapshotId: id,
    position: z.number().int(),
    tree,
    commit: z.string(),
    ref: z.string(),
    files: z.number().int(),
    added: z.number().int(),
    removed: z.number().int(),
    leftOut: z.array(z.string()).max(200),
  }),
  'check.started': z.object({
    checkRunId: id,
    purpose: z.enum(['base', 'turn', 'merged']),
    tree,
    round: z.number().int(),
    checks: z.array(z.object({ checkId: id, name: z.string() })),
  }),
  'check.finished': z.object({
    checkRunId: id,
    purpose: z.enum(['base', 'turn', 'merged']),
    tree,
    outcome: z.enum(['passed', 'failed', 'error']),
    results: z.array(v.CheckResult),
    /** Failures that count: not ignored on the base. Names, at most 200. */
    counted: z.array(z.string()).max(200),
    /** Failing names that the base had too and nobody marked. */
    ignored: z.array(z.string()).max(200),
    /** What the change does to tests: files, assertions removed, and the base's tests on the new code. */
    loosened: z
      .object({
        files: z.array(z.object({ path: z.string(), removedAssertions: z.number().int() })).max(200),
        baseTests: z.enum(['passed', 'failed', 'not-run']),
        baseFailures: z.array(v.TestFailure).max(200),
      })
      .nullable(),
    digest: z.string(),
  }),
  'check.marked': z.object({ name: z.string(), treatment: z.enum(['must-pass', 'ignore']) }),

  /** Long lists come as several parts in one commit. */
  'review.opened': z.object({
    reviewId: id,
    revision: z.number().int(),
    baseTree: tree,
    tree,
    part: z.number().int(),
    parts: z.number().int(),
    /** Position of this part's first hunk. */
    offset: z.number().int(),
    /** `decision`: what was last sent about this very hunk in an earlier round, carried over. */
    hunks: z.array(
      z.object({
        id,
        path: z.string(),
        header: z.string(),
        decision: z.enum(['accept', 'reject']).optional(),
      }),
    ),
    hunkCount: z.number().int(),
    /** Why a person sees it though checks fail, or null. */
    failing: z.string().nullable(),
  }),
  'review.submitted': z.object({
    reviewId: id,
    submissionId: id,
    part: z.number().int(),
    parts: z.number().int(),
    decisions: z.array(v.HunkChoice),
    comments: z.array(v.ReviewComment),
    message: z.string(),
    next: z.enum(['keep', 'send-back', 'request-signature']),
  }),
  'tree.built': z.object({
    buildId: id,
    reviewId: id,
    acceptedTree: tree,
    acceptedCommit: z.string(),
    mergedTree: tree,
    targetHead: z.string(),
    patchDigest: z.string(),
    decisionsDigest: z.string(),
    accepted: z.number().int(),
    rejected: z.number().int(),
    files: z.number().int(),
    added: z.number().int(),
    removed: z.number().int(),
    commitMessage: z.string(),
  }),
  'merge.started': z.object({
    approvalId: id,
    targetRef: z.string(),
    expectedHead: z.string(),
    mergedTree: tree,
    acceptedCommit: z.string(),
    message: z.string(),
  }),
  'merge.finished': z.object({
    commit: z.string(),
    targetRef: z.string(),
    parents: z.array(z.string()),
    tree,
  }),
  'merge.conflicted': z.object({ targetHead: z.string(), paths: z.array(z.string()).max(500) }),
  'push.requested': z.object({ pushId: id, toTarget: z.boolean() }),
  'push.finished': z.object({ pushId: id, outcome: z.enum(['pushed', 'failed']), message: z.string() }),
} as const

export type EventType = keyof typeof eventData
export type EventData<T extends EventType> = z.infer<(typeof eventData)[T]>
/** A fact before it has a number. */
export type Fact = { [T in EventType]: { type: T; data: EventData<T> } }[EventType]
export type FactOf<T extends EventType> = Extract<Fact, { type: T }>
/** A fact in the log. `seq` counts from 1 within its session without gaps; `at` is ISO 8601 by Postgres' clock. */
export type Event = Fact & { sessionId: string; seq: number; version: number; actor: v.Actor; at: string }

/** Parses what the database or the wire holds. Throws on an unknown type: that is a bug or a newer release. */
export function parseFact(type: string, data: unknown): Fact {
  const schema = eventData[type as EventType]
  if (!schema) throw new Error(`unknown event type ${type}`)
  return { type, data: schema.parse(data) } as Fact
}
