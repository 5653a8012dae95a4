// One test for each case of an enumeration that this run chose. Every case of every suite stands in deep/cases.txt,
// so that none gets lost unseen.
import { inject, type TestContext, test } from 'vitest'
import { chooseCases } from './choose-cases.ts'

declare module 'vitest' {
  interface ProvidedContext {
    deepChoice: import('./choose-cases.ts').Choice
  }
}

type Named = { name: string }
/** sample: how many cases `npm test` tries, drawn by the commit id. concurrent: for cases that mostly wait. */
export type EachCaseOptions = { sample: number | 'all'; concurrent?: boolean; timeout?: number }

/**
 * Names must be unique within the suite; they are what a person reads when a case fails. A case that this machine cannot play calls
 * `context.skip` with the reason, so that it is never counted as passed.
 */
export function eachCase<Case extends Named>(
  suite: string,
  cases: readonly Case[],
  { sample, concurrent = false, timeout }: EachCaseOptions,
  body: (one: Case, context: TestContext) => Promise<void> | void,
): void {
  const names = cases.map(({ name }) => name)
  const twice = names.find((name, position) => names.indexOf(name) !== position)
  if (twice) throw new Error(`Two cases of the suite ${suite} are called "${twice}".`)
  const chosen = chooseCases(suite, names, inject('deepChoice'), sample)
  for (const one of cases) {
    if (chosen.has(one.name)) test(one.name, { concurrent, timeout }, (context) => body(one, context))
  }
  // A file without any test would be an error of its own.
  if (chosen.size === 0) test.skip(`${suite}: no case falls into this shard`)
}
