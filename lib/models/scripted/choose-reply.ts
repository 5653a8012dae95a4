// Chooses the next reply of a script from the conversation alone. The same conversation always gives the same reply.
// A repository that the script does not know it refuses to touch.

import { asRecord, parseJson } from '../loose-json.ts'
import { PROBE_TOOL } from '../probe-endpoint.ts'
import type { Conversation } from './conversation.ts'
import { findPhase, type Phase, type ToolOutput } from './find-phase.ts'
import { findScenario } from './scenarios.ts'
import { isFailedPatch, isInterrupted, settleOutputs } from './settle-outputs.ts'
import { type Call, end, type Fault, read, type Scenario, type Step } from './steps.ts'

export type ScriptedReply = Step & { fault?: Fault }

export const UNKNOWN_REPOSITORY =
  'I am a script that knows only the sample project. Configure a model under Settings to work on this repository.'

/** What the sample's package.json says, and nobody else's. */
const MARKER = '"parcel-prices"'

/** `attempt` counts from 1; null if the caller does not count, and then nothing fails. */
export function chooseReply(conversation: Conversation, attempt: number | null): ScriptedReply {
  if (conversation.tools.has(PROBE_TOOL))
    return { calls: [{ name: PROBE_TOOL, arguments: { word: 'ready' } }] }
  const scenario = findScenario(conversation.model)
  if (!scenario) return end('Hello. I am a script, not a model, and I am ready.')
  const phase = findPhase(conversation)
  const step = nextStep(scenario, phase, conversation.tools)
  const fault =
    attempt === null ? null : (scenario.fault?.(phase.before.length + phase.outputs.length, attempt) ?? null)
  return { ...withAside(step, phase.aside), ...(fault ? { fault } : {}) }
}

function nextStep(scenario: Scenario, phase: Phase, tools: ReadonlySet<string>): Step {
  const { outputs, interrupted } = settleOutputs(phase.outputs)
  if (interrupted.length > 0) return repeat(interrupted)
  const looks = [...phase.before, ...outputs].filter((output) => isLook(output) && !isInterrupted(output))
  if (looks.length > 0 && !looks.some((look) => look.text.includes(MARKER))) return end(UNKNOWN_REPOSITORY)
  if (outputs.some(isFailedPatch)) {
    return end(
      'My patch was not applied, and as a script I know no other. The project may have changed since the script was written. I stop here.',
    )
  }
  const steps = [
    ...(phase.before.some((output) => isLook(output) && !isInterrupted(output)) ? [] : [lookStep]),
    ...stepsOf(scenario, { ...phase, outputs }),
  ].flatMap((step) => fitTools(step, tools))
  let consumed = 0
  for (const step of steps) {
    if (consumed === outputs.length) return step
    consumed += step.calls.length
  }
  return steps.at(-1)?.calls.length === 0 ? steps.at(-1)! : end('My script ends here.')
}

function repeat(interrupted: readonly ToolOutput[]): Step {
  const calls = interrupted.map(({ name, arguments: json }) => ({
    name,
    arguments: asRecord(parseJson(json)),
  }))
  return { say: 'My last action was interrupted. I repeat it.', calls }
}

const lookStep: Step = { say: 'First I look at what this project is.', calls: [read('package.json')] }

function isLook(output: ToolOutput): boolean {
  return output.arguments.includes('package.json')
}

function stepsOf(scenario: Scenario, phase: Phase): Step[] {
  switch (phase.kind) {
    case 'planning':
      return scenario.planning(phase)
    case 'implementing':
      return scenario.implementing(phase)
    case 'checks-failed':
    case 'review-sent-back':
      return scenario.correcting(phase)
    default:
      return phase.kind satisfies never
  }
}

/** Leaves out what the caller does not offer; reading can be done by a command. */
function fitTools(step: Step, tools: ReadonlySet<string>): Step[] {
  if (step.calls.length === 0) return [step]
  const calls = step.calls.flatMap((call): Call[] => {
    if (tools.has(call.name)) return [call]
    const byCommand = call.name === 'read_file' && tools.has('exec_command')
    return byCommand ? [{ name: 'exec_command', arguments: { cmd: `cat ${call.arguments.path}` } }] : []
  })
  return calls.length > 0 ? [{ ...step, calls }] : []
}

function withAside(step: Step, aside: string | null): Step {
  if (aside === null) return step
  const words = aside.replace(/\s+/g, ' ').trim().slice(0, 120)
  const heard = `I have read "${words}". I am a script and go on as written.`
  return { ...step, say: step.say ? `${heard} ${step.say}` : heard }
}
