// Bodies and queries that the HTTP routes accept, besides commands. Parsed once at the door; unknown fields are refused,
// so that a misspelt setting is told and not ignored.
import { z } from 'zod'
import { Role, Scope } from './people.ts'
import { ProjectJobKind, ProjectSettings } from './project.ts'

const id = z.string().min(1).max(100)
const name = z.string().trim().min(1, 'Give a name.').max(100)
const email = z.string().trim().toLowerCase().max(200).pipe(z.email('Give an e-mail address.'))
const password = z.string().min(10, 'Use at least 10 characters.').max(128)
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional())

export const FirstAccount = z.strictObject({
  name,
  email,
  password,
  setupToken: z.string().max(200).optional(),
})
export const JoinAccount = z.strictObject({ token: z.string().min(1).max(200), name, password })
export const ChangeAccount = z.strictObject({ name })

/** open: neither ended nor archived. Absent: all that are not archived. */
export const SessionStateFilter = z.enum([
  'waiting',
  'running',
  'open',
  'failed',
  'merged',
  'rejected',
  'cancelled',
  'archived',
])
export type SessionStateFilter = z.infer<typeof SessionStateFilter>
const day = z.union([z.iso.date(), z.iso.datetime({ offset: true })])
export const SessionFilters = z.object({
  project: optional(id),
  /** A user id, or `me`. */
  person: optional(id),
  state: optional(SessionStateFilter),
  /** Sessions that were at work between these days (UTC, both included) or times. */
  from: optional(day),
  to: optional(day),
  /** Words, each of which must occur in the title or the desired state. */
  q: optional(z.string().max(200)),
  cursor: optional(z.string().max(200)),
  limit: z.coerce.number().int().min(1).max(100).default(50),
})
export type SessionFilters = z.input<typeof SessionFilters>

const seq = optional(z.coerce.number().int().min(0))
export const EventRange = z.object({
  after: seq,
  before: seq,
  limit: z.coerce.number().int().min(1).max(500).default(200),
})
export const BlobQuery = z.object({ seq: z.coerce.number().int().min(1) })
const objectId = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/, 'Give a full tree id.')
const path = z.string().min(1).max(4096)
export const ChangesQuery = z.object({ from: objectId, to: objectId, path: optional(path) })
export const FileQuery = z.object({ tree: objectId, path })

export const CreateProject = z.strictObject({
  name,
  source: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('sample') }),
    z.strictObject({ kind: z.literal('path'), location: z.string().min(1).max(2000) }),
    z.strictObject({ kind: z.literal('url'), location: z.string().min(1).max(2000) }),
  ]),
})
const settings = z.strictObject(
  Object.fromEntries(
    Object.entries(ProjectSettings.shape).map(([key, schema]) => [key, schema.unwrap().optional()]),
  ) as {
    [K in keyof typeof ProjectSettings.shape]: z.ZodOptional<
      ReturnType<(typeof ProjectSettings.shape)[K]['unwrap']>
    >
  },
)
/** Settings that are absent stay as they are. */
export const ChangeProject = z.strictObject({
  name: name.optional(),
  targetBranch: z.string().trim().min(1).max(300).optional(),
  settings: settings.optional(),
  /** false brings an archived project back. */
  archived: z.boolean().optional(),
})
export const StartProjectJob = z.strictObject({ kind: ProjectJobKind })
export const JobQuery = z.object({ after: z.coerce.number().int().min(0).default(0) })
export const FindFiles = z.object({
  branch: optional(z.string().max(300)),
  q: z.string().max(500).default(''),
})
export const SecretName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/, 'Use letters, digits and underscores.')
export const PutSecret = z.strictObject({ value: z.string().min(1).max(16_384) })

export const ChangePerson = z.strictObject({ role: Role.optional(), disabled: z.boolean().optional() })
export const CreateInvitation = z.strictObject({
  email,
  role: Role,
  projectIds: z.array(id).max(200).default([]),
})
export const NameTeam = z.strictObject({ name })
export const CreateToken = z.strictObject({
  name,
  scopes: z.array(Scope).min(1).default(['read', 'write']),
  expiresInDays: z.number().int().min(1).max(3650).optional(),
})

const price = z.number().min(0).max(10_000)
export const ModelSetting = z.strictObject({
  baseUrl: z.url({ protocol: /^https?$/, error: 'Give an http or https address.' }).max(500),
  model: z.string().trim().min(1).max(200),
  /** US dollars for a million tokens. */
  prices: z.strictObject({ input: price, cachedInput: price.optional(), output: price }).optional(),
})
export type ModelSetting = z.infer<typeof ModelSetting>
/** An absent key leaves the stored one, unless the address changes: a key is never sent to a place it was not given for. */
export const PutModel = ModelSetting.extend({ apiKey: z.string().min(1).max(1000).optional() })
