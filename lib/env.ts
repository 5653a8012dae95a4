// The environment, read and checked once. The only file of the program that touches process.env (bin/ aside).
// `npm start` has made every value definite; a process that is started by hand has to be given the required ones.
import { z } from 'zod'

const text = z.string().trim().min(1)
// An empty variable means "not set": compose files and shells produce them.
const optional = <T extends z.ZodType>(type: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), type.optional())
const origin = z.url({ protocol: /^https?$/ }).transform((url) => new URL(url).origin)

const variables = z.object({
  NODE_ENV: z.enum(['production', 'development', 'test']).default('production'),
  DATABASE_URL: text,
  COUNTERSIGN_SECRET: z.string().min(32),
  COUNTERSIGN_DATA: text,
  COUNTERSIGN_RUNNER_ID: optional(text),
  COUNTERSIGN_TOOLCHAINS: optional(text),
  HOST: z.preprocess((value) => value || undefined, text.default('127.0.0.1')),
  PORT: z.preprocess((value) => value || undefined, z.coerce.number().int().min(1).max(65535).default(4310)),
  PUBLIC_URL: optional(origin),
  TRUSTED_PROXIES: optional(text),
  OPENAI_API_KEY: optional(text),
  OPENAI_BASE_URL: optional(z.url({ protocol: /^https?$/ })),
  OPENAI_MODEL: optional(text),
})

const shape = variables.transform((found) => ({
  mode: found.NODE_ENV,
  databaseUrl: found.DATABASE_URL,
  /** At least 32 characters; keys are derived from it, it is never used as one. */
  secret: found.COUNTERSIGN_SECRET,
  /** Absolute path of the data directory. */
  dataFolder: found.COUNTERSIGN_DATA,
  /** The name of this runner in leases; only the runner has one. */
  runnerId: found.COUNTERSIGN_RUNNER_ID,
  /** Absolute folders of further tools that boxes see read-only, first on their PATH. */
  toolchains: (found.COUNTERSIGN_TOOLCHAINS ?? '').split(':').filter((folder) => folder.startsWith('/')),
  host: found.HOST,
  port: found.PORT,
  /** How browsers reach the server: scheme, host and port, without a slash at its end. */
  publicUrl: found.PUBLIC_URL ?? `http://localhost:${found.PORT}`,
  /** Addresses and networks of proxies whose X-Forwarded-For is believed; none by default. */
  trustedProxies: (found.TRUSTED_PROXIES ?? '').split(/[\s,]+/).filter((entry) => entry !== ''),
  openai: { apiKey: found.OPENAI_API_KEY, baseUrl: found.OPENAI_BASE_URL, model: found.OPENAI_MODEL },
}))

export type Env = z.output<typeof shape>

/** Checks a set of variables. Throws an Error whose message names each wrong one, never a value. */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const parsed = shape.safeParse(source)
  if (parsed.success) return parsed.data
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`)
  throw new Error(
    `These environment variables are missing or wrong (npm start sets them):\n${lines.join('\n')}`,
  )
}

let parsed: Env | undefined

/** The environment of this process. Lazy, so that importing a module never fails; the first call may throw. */
export function env(): Env {
  parsed ??= parseEnv(process.env)
  return parsed
}
