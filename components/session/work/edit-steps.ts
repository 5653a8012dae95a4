// Changes of a plan's list of steps. Pure; ids stay with their steps, so that ticking them later finds them.
import type { PlanStep } from '../../../lib/protocol/values.ts'

export function changeStep(steps: readonly PlanStep[], id: string, change: Partial<PlanStep>): PlanStep[] {
  return steps.map((step) => (step.id === id ? { ...step, ...change } : step))
}

/** At the ends nothing moves. */
export function moveStep(steps: readonly PlanStep[], id: string, by: -1 | 1): PlanStep[] {
  const from = steps.findIndex((step) => step.id === id)
  const to = from + by
  if (from < 0 || to < 0 || to >= steps.length) return [...steps]
  return steps.with(from, steps[to]!).with(to, steps[from]!)
}

export function removeStep(steps: readonly PlanStep[], id: string): PlanStep[] {
  return steps.filter((step) => step.id !== id)
}

/** An empty step at the end, with an id that no other step has. */
export function addStep(steps: readonly PlanStep[]): PlanStep[] {
  const taken = new Set(steps.map((step) => step.id))
  let number = steps.length + 1
  while (taken.has(`s${number}`)) number += 1
  return [...steps, { id: `s${number}`, title: '', detail: '', paths: null, commands: null }]
}

/** What was typed, a value a line; nothing typed is "not stated". A line in the making keeps its spaces and its place. */
export const linesOf = (text: string): string[] | null => (text === '' ? null : text.split('\n'))
export const textOf = (values: readonly string[] | null): string => (values ?? []).join('\n')

/** As it is sent: without empty lines and spaces around. */
export function tidySteps(steps: readonly PlanStep[]): PlanStep[] {
  const tidy = (values: readonly string[] | null) =>
    values?.map((value) => value.trim()).filter((value) => value !== '') ?? null
  return steps.map((step) => ({
    ...step,
    title: step.title.trim(),
    paths: tidy(step.paths),
    commands: tidy(step.commands),
  }))
}
