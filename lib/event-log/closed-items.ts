// Which streaming items an event closes: from then on the event is the text, and the item's deltas are deleted with it.
import type { Event } from '../protocol/events.ts'

export function closedItems(events: readonly Event[]): string[] {
  return events.flatMap((event) => {
    switch (event.type) {
      case 'model.replied':
      case 'model.failed':
        return [`${event.data.requestId}.text`, `${event.data.requestId}.reasoning`]
      case 'tool.finished':
        return [`${event.data.callId}.output`]
      case 'check.finished':
        return event.data.results.map((result) => `${event.data.checkRunId}.${result.checkId}`)
      case 'environment.prepared':
        return ['setup']
      default:
        return []
    }
  })
}
