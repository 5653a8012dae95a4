// Which texts of an event streamed before it, and as which item: server and browser must agree, so it is said once. A browser
// that has such a text gets the event without it, and puts it back after checking its hash.
import type { Event } from './events.ts'
import { sha256 } from './sha256.ts'
import type { LongText } from './values.ts'

/**
 * A text that was left out of event `seq`: `before`, then the first `taken` code units that streamed as the item, then `after`.
 * `hash` is the SHA-256 of the whole.
 */
export type HeldText = [
  seq: number,
  itemId: string,
  before: string,
  taken: number,
  after: string,
  hash: string,
]

/** The event with every text that may have streamed replaced by what `by` makes of it. */
export function mapStreamedTexts<E extends Event>(
  event: E,
  by: (itemId: string, text: LongText) => LongText,
): E {
  const { data, ...rest } = event
  switch (event.type) {
    case 'model.replied': {
      const { requestId, text, reasoning } = event.data
      const texts = {
        text: by(`${requestId}.text`, text),
        reasoning: by(`${requestId}.reasoning`, reasoning),
      }
      return { ...rest, data: { ...data, ...texts } } as E
    }
    case 'tool.finished': {
      const output = by(`${event.data.callId}.output`, event.data.output)
      return { ...rest, data: { ...data, output } } as E
    }
    case 'check.finished': {
      const { checkRunId } = event.data
      const results = event.data.results.map((result) => ({
        ...result,
        output: by(`${checkRunId}.${result.checkId}`, result.output),
      }))
      return { ...rest, data: { ...data, results } } as E
    }
    default:
      return event
  }
}

/** Below this many code units the place in the event costs as much as the text. */
const leastTaken = 100

/** Leaves out what streamed. `streamedOf` answers the text of an item as the reader has it, or null. */
export function leaveOut(
  event: Event,
  streamedOf: (itemId: string) => string | null,
): { event: Event; held: HeldText[] } {
  const held: HeldText[] = []
  const short = mapStreamedTexts(event, (itemId, text) => {
    const streamed = typeof text === 'string' ? streamedOf(itemId) : null
    if (typeof text !== 'string' || streamed === null || streamed.length < leastTaken) return text
    const at = text.indexOf(streamed)
    if (at < 0) return text
    const after = text.slice(at + streamed.length)
    held.push([event.seq, itemId, text.slice(0, at), streamed.length, after, sha256(text)])
    return ''
  })
  return held.length === 0 ? { event, held } : { event: short, held }
}

/** The whole event again, or null when what the reader has is not what was meant: then it has to ask for the event. */
export function putBack(
  event: Event,
  held: readonly HeldText[],
  textOf: (itemId: string) => string,
): Event | null {
  const ours = held.filter(([seq]) => seq === event.seq)
  if (ours.length === 0) return event
  let right = true
  const whole = mapStreamedTexts(event, (itemId, text) => {
    const left = ours.find(([, name]) => name === itemId)
    if (!left) return text
    const [, , before, taken, after, hash] = left
    const put = before + textOf(itemId).slice(0, taken) + after
    if (sha256(put) !== hash) right = false
    return put
  })
  return right ? whole : null
}
