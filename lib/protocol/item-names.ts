// How a streaming item is named, and which event ends it. Server and browser must agree, so it is said once.
import type { Fact } from './events.ts'

/** The items whose text an event now holds for good: names, or beginnings of names. Empty for events that close nothing. */
export function closedItems(event: Fact): { names: string[]; prefixes: string[] } {
  switch (event.type) {
    case 'model.replied':
    case 'model.failed':
      return { names: [`${event.data.requestId}.text`, `${event.data.requestId}.reasoning`], prefixes: [] }
    case 'tool.finished':
      return { names: [`${event.data.callId}.output`], prefixes: [] }
    case 'check.finished':
      return { names: [], prefixes: [`${event.data.checkRunId}.`] }
    case 'environment.prepared':
      return { names: [], prefixes: ['setup'] }
    // Nobody finishes what was being said.
    case 'session.cancelled':
      return { names: [], prefixes: [''] }
    default:
      return { names: [], prefixes: [] }
  }
}
