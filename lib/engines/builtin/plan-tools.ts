// propose_plan records a plan (the host then asks a person); update_plan only ticks steps of the approved one.
import type { Fact } from '../../protocol/events.ts'
import type { ToolArguments } from '../../protocol/tools.ts'
import type { TurnHost } from '../engine.ts'
import type { ToolAnswer } from './perform-call.ts'

const maxSteps = 100
const maxPlanBytes = 30_000

export async function proposePlan(args: ToolArguments['propose_plan'], host: TurnHost): Promise<ToolAnswer> {
  const problem = findProblem(args)
  if (problem) return { outcome: 'failed', output: problem }
  const before = host.state().plan
  const fact: Fact = {
    type: 'plan.proposed',
    data: {
      planId: before?.id ?? host.newId(),
      revision: (before?.revision ?? 0) + 1,
      summary: args.summary,
      steps: args.steps,
      editedBy: null,
    },
  }
  await host.record([fact])
  return { outcome: 'ok', output: 'The plan is with a person now.' }
}

function findProblem(args: ToolArguments['propose_plan']): string | null {
  if (args.steps.length > maxSteps)
    return `A plan has at most ${maxSteps} steps; this one has ${args.steps.length}. Propose a shorter one.`
  if (Buffer.byteLength(JSON.stringify(args)) > maxPlanBytes)
    return `A plan is at most ${maxPlanBytes} bytes. Propose a shorter one.`
  const ids = args.steps.map((step) => step.id)
  const twice = ids.find((id, index) => ids.indexOf(id) !== index)
  if (twice !== undefined) return `Two steps have the id "${twice}". Give each step its own.`
  const long = args.steps.find(
    (step) => step.id.length > 40 || step.title.length > 300 || step.detail.length > 4000,
  )
  if (long)
    return `Step "${long.id.slice(0, 40)}" is too long: ids have at most 40 characters, titles 300, details 4000.`
  const many = args.steps.find((step) => step.paths.length > 200 || step.commands.length > 50)
  if (many) return `Step "${many.id}" names too much: at most 200 paths and 50 commands.`
  const wide = args.steps.find(
    (step) => step.paths.some((path) => path.length > 500) || step.commands.some((one) => one.length > 2000),
  )
  return wide ? `Step "${wide.id}" names a path over 500 or a command over 2000 characters.` : null
}

export async function updatePlan(args: ToolArguments['update_plan'], host: TurnHost): Promise<ToolAnswer> {
  const plan = host.state().plan
  if (!plan) return { outcome: 'failed', output: 'There is no approved plan; there is nothing to tick.' }
  const proposed = host.events().findLast((event) => event.type === 'plan.proposed')
  const known = new Set(proposed?.data.steps.map((step) => step.id))
  const unknown = args.plan.filter((step) => !known.has(step.id)).map((step) => step.id)
  if (unknown.length > 0) {
    return {
      outcome: 'failed',
      output: `The plan has no step ${unknown.join(', ')}. Its steps are: ${[...known].join(', ')}.`,
    }
  }
  const steps = [...new Map(args.plan.map((step) => [step.id, step])).values()]
  await host.record([{ type: 'plan.progressed', data: { planId: plan.id, steps } }])
  return { outcome: 'ok', output: 'Plan updated.' }
}
