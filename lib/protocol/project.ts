// What a project's settings hold, with defaults; and the words for jobs on a project. Pure: zod only.
import { z } from 'zod'
import { Check } from './values.ts'

export const ProjectSettings = z.object({
  setupCommand: z.string().max(4000).default(''),
  /** Files whose contents decide whether setup must run again, relative paths. */
  keyFiles: z.array(z.string().max(500)).max(50).default([]),
  /** Untracked folders that setup creates; cached and copied into each checkout. */
  outputPaths: z.array(z.string().max(500)).max(50).default([]),
  /** host or host:port patterns that setup may reach. */
  allowHosts: z.array(z.string().max(300)).max(50).default([]),
  checks: z.array(Check).max(20).default([]),
  /** Plain environment variables for setup, checks and commands. Secrets are kept apart. */
  env: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string().max(4000)).default({}),
  fixLimit: z.number().int().min(0).max(20).default(3),
  requiredSignatures: z.number().int().min(1).max(10).default(1),
  /** A signature stands although the target branch moved, where the change itself is as it was signed. */
  carrySignatures: z.boolean().default(false),
  mustPass: z.array(z.string().max(1000)).max(500).default([]),
  commandTimeoutSeconds: z.number().int().min(1).max(86_400).default(600),
  memoryMb: z.number().int().min(128).max(1_048_576).default(4096),
  /** What the folder of a session or check may hold in all. */
  diskMb: z.number().int().min(64).max(16_777_216).default(16_384),
})
export type ProjectSettings = z.infer<typeof ProjectSettings>

export const ProjectJobKind = z.enum(['prepare', 'try', 'fetch'])
export type ProjectJobKind = z.infer<typeof ProjectJobKind>

/** What looking at a repository found; each is a suggestion that a person may change. */
export type ProjectSuggestion = {
  setupCommand: string
  keyFiles: string[]
  outputPaths: string[]
  checks: Check[]
  targetBranch: string
  /** One sentence each: what was seen that led to it. */
  reasons: string[]
}

/** Result of trying setup and checks once on the head. */
export type TryResult = {
  commit: string
  setup: { outcome: 'ready' | 'failed' | 'none'; cached: boolean; durationMs: number }
  checks: {
    checkId: string
    name: string
    outcome: 'passed' | 'failed' | 'error'
    passed: number
    failed: number
    failures: string[]
  }[]
  createdPaths: string[]
  sandbox: string
  canRun: boolean
  sentence: string
}
