// Do failing checks count? What failed on the base does not, unless a person said that it must pass afterwards. Pure.
import type { Event } from '../protocol/events.ts'
import type { CheckResult } from '../protocol/values.ts'

export type Judgement = { outcome: 'passed' | 'failed' | 'error'; counted: string[]; ignored: string[] }
export type TestOutcome = { name: string; outcome: 'passed' | 'failed' | 'skipped' }

/** Failing names of one check: its failing tests, or the check itself when no single test is to blame. */
export function failingNames(result: CheckResult): string[] {
  if (result.outcome === 'passed') return []
  return result.failures.length > 0 ? result.failures.map((failure) => failure.name) : [result.name]
}

/** `passed` names every test that is known to have passed, of all checks; empty where no check reports tests. */
export function judgeChecks(
  results: readonly CheckResult[],
  {
    baseFailing,
    mustPass,
    passed,
  }: { baseFailing: ReadonlySet<string> | null; mustPass: ReadonlySet<string>; passed: ReadonlySet<string> },
): Judgement {
  const failing = [...new Set(results.flatMap(failingNames))]
  const counts = (name: string) =>
    baseFailing === null ? mustPass.has(name) : mustPass.has(name) || !baseFailing.has(name)
  const counted = failing.filter(counts)
  const ignored = failing.filter((name) => !counts(name))
  if (baseFailing !== null && results.some((result) => result.counts !== null)) {
    // A test that had to pass and is gone did not pass.
    const known = new Set([...failing, ...passed, ...results.map((result) => result.name)])
    counted.push(...[...mustPass].filter((name) => !known.has(name)).map((name) => `${name} (did not run)`))
  }
  if (results.some((result) => result.outcome === 'error')) return { outcome: 'error', counted, ignored }
  const failed = baseFailing === null ? failing.length > 0 : counted.length > 0
  return { outcome: failed ? 'failed' : 'passed', counted, ignored }
}

/** What fails on the base, by the newest check of it; null before there is one. */
export function baseFailingOf(events: readonly Event[]): Set<string> | null {
  const base = events.findLast((event) => event.type === 'check.finished' && event.data.purpose === 'base')
  if (base?.type !== 'check.finished') return null
  return new Set([...base.data.counted, ...base.data.ignored])
}

/** Names that must pass: what the session began with, changed by marks since. */
export function mustPassOf(events: readonly Event[]): Set<string> {
  const names = new Set<string>()
  for (const event of events) {
    if (event.type === 'session.created') for (const name of event.data.mustPass) names.add(name)
    if (event.type === 'check.marked') {
      if (event.data.treatment === 'must-pass') names.add(event.data.name)
      else names.delete(event.data.name)
    }
  }
  return names
}
