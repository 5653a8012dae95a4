// For the tests of both accumulators: feeds a list of events and looks at the outcome.

import type { Accumulator, CallIds, StreamEnd } from './accumulate.ts'
import type { ModelOutcome } from './model.ts'

/** Ids that this conversation has used; new ones are made_1, made_2 and so on. */
export function countedIds(...used: string[]): CallIds {
  let made = 0
  return {
    used: new Set(used),
    create: () => {
      made += 1
      return `made_${made}`
    },
  }
}

export function feedAll(
  accumulator: Accumulator,
  events: readonly unknown[],
  how: StreamEnd = { clean: true, done: false },
): ModelOutcome {
  for (const event of events) accumulator.feed(event)
  return accumulator.finish(how)
}

export function toolCall(name: string, args: string, callId: unknown = `c_${name}`) {
  return { type: 'tool-call', callId, name, arguments: args }
}
