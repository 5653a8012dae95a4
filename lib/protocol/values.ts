// Values that several events and commands share. Pure: zod only.
import { z } from 'zod'

/** Text that may be large: as it is, or (over 32 KB) a blob of the session's project with its first characters. */
export const LongText = z.union([
  z.string(),
  z.object({ blob: z.string().length(64), bytes: z.number().int(), head: z.string() }),
])
export type LongText = z.infer<typeof LongText>

export const Person = z.object({
  kind: z.literal('person'),
  userId: z.string(),
  name: z.string(),
  /** Present when an API token acted for the person; every screen then says so. */
  token: z.object({ id: z.string(), name: z.string() }).optional(),
})
export type Person = z.infer<typeof Person>

export const Actor = z.discriminatedUnion('kind', [
  Person,
  z.object({ kind: z.literal('runner'), runId: z.string(), epoch: z.number().int() }),
])
export type Actor = z.infer<typeof Actor>

/** A command that says whether a tree is good. `report` is a file the command writes, relative to the checkout. */
export const Check = z.object({
  id: z.string().min(1).max(64),
  name: z.string().min(1).max(80),
  command: z.string().min(1).max(4000),
  report: z.object({ format: z.enum(['junit', 'tap']), path: z.string().max(300) }).nullable(),
})
export type Check = z.infer<typeof Check>

export const PlanStep = z.object({
  id: z.string().min(1).max(40),
  title: z.string().min(1).max(300),
  detail: z.string().max(4000),
  /** null: the engine gave text alone; shown as "not stated". */
  paths: z.array(z.string().max(500)).max(200).nullable(),
  commands: z.array(z.string().max(2000)).max(50).nullable(),
})
export type PlanStep = z.infer<typeof PlanStep>

export const PlanStepStatus = z.enum(['pending', 'in_progress', 'completed'])

/** Which model plays: the built-in script, or the endpoint of the settings. */
export const ModelChoice = z.object({
  provider: z.enum(['scripted', 'configured']),
  name: z.string().min(1).max(200),
})
export type ModelChoice = z.infer<typeof ModelChoice>

export const TestFailure = z.object({ name: z.string(), message: z.string() })

/** One check on one tree. `failures` holds at most 200 names; the whole report is in `tests`. */
export const CheckResult = z.object({
  checkId: z.string(),
  name: z.string(),
  command: z.string(),
  exitCode: z.number().int().nullable(),
  outcome: z.enum(['passed', 'failed', 'error']),
  output: LongText,
  durationMs: z.number(),
  /** null where the check writes no report: then the command itself is the only test. */
  counts: z.object({ passed: z.number(), failed: z.number(), skipped: z.number() }).nullable(),
  failures: z.array(TestFailure).max(200),
  /** JSON of [{name, outcome}] for all tests, or null. */
  tests: LongText.nullable(),
})
export type CheckResult = z.infer<typeof CheckResult>

export const HunkChoice = z.object({
  hunkId: z.string(),
  decision: z.enum(['accept', 'reject']),
  reason: z.string().max(4000).optional(),
})
export type HunkChoice = z.infer<typeof HunkChoice>

export const ReviewComment = z.object({
  commentId: z.string(),
  path: z.string().max(1000),
  side: z.enum(['old', 'new']),
  line: z.number().int().min(1),
  text: z.string().min(1).max(8000),
})
export type ReviewComment = z.infer<typeof ReviewComment>

/** Why a run is parked. `person` waits for a decision; `provider` waits for a key or a retry. */
export const ParkReason = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('person') }),
  z.object({ kind: z.literal('provider'), code: z.string(), message: z.string() }),
  z.object({ kind: z.literal('trouble'), message: z.string() }),
])
export type ParkReason = z.infer<typeof ParkReason>

export const Usage = z.object({
  inputTokens: z.number(),
  cachedInputTokens: z.number(),
  outputTokens: z.number(),
  reasoningTokens: z.number(),
})
