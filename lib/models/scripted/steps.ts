// The words that scripts are written in: a step is one reply, and a scenario is the steps of each phase.

import type { ProposedPlan, ToolArguments, ToolName } from '../../protocol/tools.ts'
import type { Phase } from './find-phase.ts'
import { type PatchSection, patchOf } from './sample-patches.ts'

export type Call = { name: string; arguments: Record<string, unknown> }

/** One reply. Without calls it ends the turn. */
export type Step = { reasoning?: string; say?: string; calls: readonly Call[] }

/** What the provider does instead of replying. Only for attempts that are counted. */
export type Fault = 'busy' | 'broken' | 'cut'

export type Scenario = {
  planning: (phase: Phase) => Step[]
  implementing: (phase: Phase) => Step[]
  /** After failed checks or a review that was sent back. */
  correcting: (phase: Phase) => Step[]
  /** `outputs` counts the tool outputs of the whole conversation; `attempt` starts at 1. */
  fault?: (outputs: number, attempt: number) => Fault | null
}

function call<Name extends ToolName>(name: Name, given: ToolArguments[Name]): Call {
  return { name, arguments: given }
}

export const run = (cmd: string): Call => call('exec_command', { cmd })
export const runOutside = (cmd: string, justification: string): Call =>
  call('exec_command', { cmd, sandbox_permissions: 'require_escalated', justification })
export const read = (path: string): Call => call('read_file', { path })
export const find = (pattern: string, path: string): Call => call('search', { pattern, path })
export const patch = (...sections: readonly PatchSection[]): Call =>
  call('apply_patch', { input: patchOf(...sections) })
export const propose = (plan: ProposedPlan): Call => call('propose_plan', plan)

export const end = (say: string): Step => ({ say, calls: [] })

/** Ticks the steps of the approved plan. People may have removed some: only ids that the approval names are ticked. */
export function tick(phase: Phase, done: readonly string[], current?: string): Call[] {
  if (phase.approval === null) return []
  const { approval } = phase
  const wanted = [...done, ...(current ? [current] : [])]
  const named = wanted.filter((id) => new RegExp(`\\b${id}\\b`).test(approval))
  const ids = /\bs[1-9]\b/.test(approval) ? named : wanted
  if (ids.length === 0) return []
  const plan = ids.map((id) => ({
    id,
    status: done.includes(id) ? ('completed' as const) : ('in_progress' as const),
  }))
  return [call('update_plan', { plan })]
}

/** What the last command that ran allows a script to say about the tests. */
export function tell(phase: Phase, passed: string): string {
  const last = phase.outputs.findLast((output) => output.name === 'exec_command')
  const code = /^Exit code: (\d+)/.exec(last?.text ?? '')?.[1]
  if (code === '0') return passed
  return code === undefined
    ? 'The tests could not be run here.'
    : 'Some tests fail; the output above says which.'
}

/** The person's words after the fixed first line, short enough to repeat. */
export function firstWords(message: string): string {
  const [, ...rest] = message.trim().split('\n')
  const words = rest.join(' ').replace(/\s+/g, ' ').trim()
  return words.length > 160 ? `${words.slice(0, 160)}…` : words
}
