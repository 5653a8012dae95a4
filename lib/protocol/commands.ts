// Every intent, imperative, the same noun as the events it leads to. Parsed once at the door; nothing else is accepted.
import { z } from 'zod'
import * as v from './values.ts'

const id = z.string().min(1).max(100)
const text = (max: number) => z.string().max(max)

export const sessionCommands = {
  'message.post': z.object({
    text: text(20_000).min(1),
    mentions: z.array(text(500)).max(50).default([]),
    interrupt: z.boolean().default(false),
  }),
  'session.rename': z.object({ title: text(200).min(1) }),
  'session.archive': z.object({}),
  'session.restore': z.object({}),
  'session.cancel': z.object({ reason: text(2000).default('') }),
  'run.retry': z.object({ model: v.ModelChoice.optional() }),
  'check.mark': z.object({ name: text(1000).min(1), treatment: z.enum(['must-pass', 'ignore']) }),
  /** `digest` is what the person saw; what is approved is read from the log. */
  'approval.decide': z.object({
    approvalId: id,
    digest: z.string().length(64),
    decision: z.enum(['approve', 'send-back', 'reject', 'deny']),
    reason: text(8000).default(''),
    /** An edit makes a new subject with a digest of its own, approved in the same commit. */
    edit: z
      .discriminatedUnion('kind', [
        z.object({
          kind: z.literal('plan'),
          summary: text(8000),
          steps: z.array(v.PlanStep).min(1).max(100),
        }),
        z.object({ kind: z.literal('command'), command: text(20_000).min(1) }),
        z.object({ kind: z.literal('signature'), commitMessage: text(8000).min(1) }),
      ])
      .optional(),
  }),
  'review.submit': z.object({
    reviewId: id,
    decisions: z.array(v.HunkChoice).max(20_000),
    comments: z.array(v.ReviewComment).max(500),
    message: text(8000).default(''),
    next: z.enum(['keep', 'send-back', 'request-signature']),
  }),
  'push.request': z.object({ toTarget: z.boolean().default(false) }),
} as const

export type SessionCommandType = keyof typeof sessionCommands

export const CreateSession = z.object({
  projectId: id,
  desiredState: text(20_000).min(1),
  title: text(200).optional(),
  mentions: z.array(text(500)).max(50).default([]),
  mode: z.enum(['plan', 'direct']).default('plan'),
  targetBranch: text(300).optional(),
  /** Ids of the project's checks; absent means all. */
  checkIds: z.array(id).max(20).optional(),
  model: v.ModelChoice.optional(),
})

const sessionArms = Object.entries(sessionCommands).map(([type, data]) =>
  z.object({ type: z.literal(type), commandId: id, sessionId: id, data }),
)

/** What a client sends: {type, commandId, sessionId, data}. The same commandId again gets the same answer. */
export const Command = z.union([
  z.object({ type: z.literal('session.create'), commandId: id, data: CreateSession }),
  ...(sessionArms as unknown as [z.ZodType<SessionCommand>]),
]) as z.ZodType<Command>

export type SessionCommand = {
  [T in SessionCommandType]: {
    type: T
    commandId: string
    sessionId: string
    data: z.infer<(typeof sessionCommands)[T]>
  }
}[SessionCommandType]
export type CreateSessionCommand = {
  type: 'session.create'
  commandId: string
  data: z.infer<typeof CreateSession>
}
export type Command = SessionCommand | CreateSessionCommand
export type CommandType = Command['type']

/** Every answer to a command. `seq`: the log holds the effect up to here. */
export type CommandAnswer =
  | { ok: true; sessionId: string; seq: number }
  | { ok: false; code: string; message: string }
