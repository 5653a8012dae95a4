// What an approval is about, exactly. The digest of an approval is SHA-256 over the RFC 8785 canonical JSON of one of these;
// the executor builds it again just before acting and compares. Adding a field here is a new `v`.
import { z } from 'zod'
import { PlanStep } from './values.ts'

const bound = { v: z.literal(1), projectId: z.string(), sessionId: z.string(), subjectId: z.string() }

export const PlanSubject = z.object({
  ...bound,
  kind: z.literal('plan'),
  revision: z.number().int(),
  base: z.string(),
  summary: z.string(),
  steps: z.array(PlanStep),
})

/** A command that wants more than the sandbox gives, or any command where there is no isolation. */
export const CommandSubject = z.object({
  ...bound,
  /** 2 binds the time limit as well. */
  v: z.union([z.literal(1), z.literal(2)]),
  kind: z.literal('command'),
  argv: z.array(z.string()),
  cwd: z.string(),
  /** Names with keyed hashes of their values: the log never holds a secret. */
  env: z.array(z.object({ name: z.string(), valueHmac: z.string() })),
  headTree: z.string(),
  grants: z.object({ isolation: z.enum(['sandbox', 'none']), allowHosts: z.array(z.string()) }),
  ruleVersion: z.number().int(),
  justification: z.string(),
  /** null: the project's own limit. */
  timeoutMs: z.number().int().nullable().optional(),
})

export const SetupSubject = z.object({
  ...bound,
  kind: z.literal('setup'),
  command: z.string(),
  keyFiles: z.array(z.object({ path: z.string(), blob: z.string() })),
  allowHosts: z.array(z.string()),
})

/** Only asked where there is no isolation: the checks of the project, granted once per digest and session. */
export const ChecksSubject = z.object({
  ...bound,
  kind: z.literal('checks'),
  commands: z.array(z.string()),
})

export const SignatureSubject = z.object({
  ...bound,
  kind: z.literal('signature'),
  targetRef: z.string(),
  sessionBase: z.string(),
  targetHead: z.string(),
  mergedTree: z.string(),
  patchDigest: z.string(),
  checkResultsDigest: z.string(),
  decisionsDigest: z.string(),
  commitMessage: z.string().min(1).max(8000),
})

export const ApprovalSubject = z.discriminatedUnion('kind', [
  PlanSubject,
  CommandSubject,
  SetupSubject,
  ChecksSubject,
  SignatureSubject,
])
export type ApprovalSubject = z.infer<typeof ApprovalSubject>
export type ApprovalKind = ApprovalSubject['kind']
