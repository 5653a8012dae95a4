// Which changed files the approved plan did not name. Pure; says "not stated" rather than guess.

import type { PlanView } from '../../lib/domain/story.ts'

export type OffPlan =
  /** Straight to the diff: nothing was promised. */
  | { kind: 'no-plan' }
  /** The plan is text alone. */
  | { kind: 'not-stated' }
  /** `unnamedSteps`: steps that did not say their files, so the list may be too long. */
  | { kind: 'paths'; paths: string[]; unnamedSteps: number }

/** @param paths changed paths; a rename counts by its new path */
export function findOffPlan(plan: Pick<PlanView, 'steps'> | null, paths: readonly string[]): OffPlan {
  if (!plan) return { kind: 'no-plan' }
  const stated = plan.steps.flatMap((step) => (step.paths === null ? [] : [step.paths]))
  if (stated.length === 0) return { kind: 'not-stated' }
  const named = stated.flat().map(matcher)
  return {
    kind: 'paths',
    paths: paths.filter((path) => !named.some((matches) => matches(path))),
    unnamedSteps: plan.steps.length - stated.length,
  }
}

/** A file, a folder (everything below it), or a pattern with * and **. */
function matcher(named: string): (path: string) => boolean {
  const plain = named.trim().replace(/^\.\//, '').replace(/\/+$/, '')
  if (plain === '' || plain === '.') return () => true
  if (!plain.includes('*')) return (path) => path === plain || path.startsWith(`${plain}/`)
  const pattern = plain
    .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replace(/\*\*\/|\*\*|\*/g, (stars) => (stars === '*' ? '[^/]*' : stars === '**' ? '.*' : '(?:.*/)?'))
  const whole = new RegExp(`^${pattern}$`)
  return (path) => whole.test(path)
}
