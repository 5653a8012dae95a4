// The tools that a model may call, with the names and shapes that Codex made common.
// Each is written once: the schema checks the arguments, and its JSON Schema is what the model is shown.
// Nothing here runs a tool.

import { z } from 'zod'
import { cleanText } from './clean-text.ts'

const execCommand = z.strictObject({
  cmd: z.string().min(1).describe('The shell command.'),
  workdir: z
    .string()
    .optional()
    .describe('Folder to run it in, relative to the project. Default: the project.'),
  sandbox_permissions: z
    .enum(['use_default', 'require_escalated'])
    .optional()
    .describe('require_escalated asks a person to let this one command run outside the sandbox.'),
  justification: z
    .string()
    .optional()
    .describe('Only with require_escalated: one sentence for that person, why.'),
  timeout_ms: z.number().int().positive().optional().describe('Time limit in milliseconds.'),
})

const applyPatch = z.strictObject({
  input: z.string().min(1).describe('The whole patch, from "*** Begin Patch" to "*** End Patch".'),
})

const readFile = z.strictObject({
  path: z.string().min(1).describe('Relative to the project.'),
  offset: z
    .number()
    .int()
    .positive()
    .optional()
    .describe('First line to read; the first line of a file is 1.'),
  limit: z.number().int().positive().optional().describe('How many lines to read.'),
})

const search = z.strictObject({
  pattern: z.string().min(1).describe("A regular expression in ripgrep's syntax."),
  path: z.string().optional().describe('Folder or file to search, relative to the project.'),
  glob: z.string().optional().describe('Only files that match, such as "*.ts".'),
  max_results: z.number().int().positive().optional().describe('At most this many matching lines.'),
})

export const planStepStatus = z.enum(['pending', 'in_progress', 'completed'])

const updatePlan = z.strictObject({
  plan: z.array(z.strictObject({ id: z.string().min(1), status: planStepStatus })).min(1),
})

export const proposedStep = z.strictObject({
  id: z.string().min(1).describe('Short and unique in this plan, such as "s1".'),
  title: z.string().min(1).describe('One line.'),
  detail: z.string().describe('What changes and why.'),
  paths: z.array(z.string()).describe('Files that this step will change or add.'),
  commands: z.array(z.string()).describe('Commands that this step will run.'),
})

export const proposedPlan = z.strictObject({
  summary: z
    .string()
    .min(1)
    .describe('What will be true afterwards and how the plan gets there, in a few sentences.'),
  steps: z.array(proposedStep).min(1),
})

const tools = {
  exec_command: {
    schema: execCommand,
    description:
      'Runs a shell command in the project, in a sandbox: no network, and only the project is writable. ' +
      'Answers the exit code, the time taken and the combined output.',
  },
  apply_patch: {
    schema: applyPatch,
    description:
      'Adds, changes, moves or deletes files. The patch lists files ("*** Add File: path", "*** Update File: path", ' +
      'optionally followed by "*** Move to: path", or "*** Delete File: path"). Under an update stand chunks: a line ' +
      '"@@" (or "@@ some earlier line" to say where), then about three lines of context around each change, every line ' +
      'starting with a space, "-" or "+". Lines of an added file all start with "+". Paths are relative to the project.',
  },
  read_file: { schema: readFile, description: 'Reads a text file of the project, or a part of it.' },
  search: { schema: search, description: 'Finds lines in the files of the project by a regular expression.' },
  update_plan: {
    schema: updatePlan,
    description: 'Ticks steps of the approved plan by their ids. It cannot add or change steps.',
  },
  propose_plan: {
    schema: proposedPlan,
    description:
      'Proposes a plan to a person and ends the turn. Nothing may be changed before it is approved.',
  },
} as const

export type ToolName = keyof typeof tools
export type ToolArguments = { [Name in ToolName]: z.infer<(typeof tools)[Name]['schema']> }
export type ProposedPlan = z.infer<typeof proposedPlan>

export const toolNames = Object.keys(tools) as readonly ToolName[]

export function isToolName(name: string): name is ToolName {
  return Object.hasOwn(tools, name)
}

/** The named tools as a model is shown them: name, description and the JSON Schema of the arguments. */
export function defineTools(names: readonly ToolName[]) {
  return names.map((name) => {
    const { $schema: _, ...parameters } = z.toJSONSchema(tools[name].schema)
    return { name, description: tools[name].description, parameters: parameters as Record<string, unknown> }
  })
}

/** Of what does not fit, the model is told so many. */
const mostProblems = 10

export type ParsedArguments<Name extends ToolName> =
  | { ok: true; value: ToolArguments[Name] }
  /** `reason` is written for the model: it says what to send instead. */
  | { ok: false; reason: string }

/**
 * Reads the raw argument text of a call. Fields that are null count as not given, because many models send them so.
 * Strings come out clean (cleanText): JSON can hide NUL and lone surrogates in escapes.
 */
export function parseToolArguments<Name extends ToolName>(name: Name, json: string): ParsedArguments<Name> {
  let raw: unknown
  try {
    raw = JSON.parse(json.trim() === '' ? '{}' : json, (_, value) =>
      typeof value === 'string' ? cleanText(value) : value,
    )
  } catch {
    return { ok: false, reason: `The arguments of ${name} are not valid JSON. Send one JSON object.` }
  }
  const parsed = tools[name].schema.safeParse(withoutNulls(raw))
  if (parsed.success) return { ok: true, value: parsed.data as ToolArguments[Name] }
  const { issues } = parsed.error
  const problems = issues
    .slice(0, mostProblems)
    .map((issue) => `${issue.path.join('.') || 'the whole'}: ${issue.message}`.slice(0, 300).toWellFormed())
  const more = issues.length - problems.length
  const rest = more > 0 ? `; and ${more} more` : ''
  return { ok: false, reason: `The arguments of ${name} do not fit. ${problems.join('; ')}${rest}` }
}

function withoutNulls(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== null))
}
