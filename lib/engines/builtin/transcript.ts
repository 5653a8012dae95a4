// What the model is told: the fold of a session's events into a transcript. Never rendered, never stored.
// Within the window, old outputs are shortened first; prompts, plan, decisions, comments and messages never are.
import type { TranscriptItem } from '../../models/model.ts'
import type { Event } from '../../protocol/events.ts'
import type { LongText } from '../../protocol/values.ts'

export type Transcript = { items: TranscriptItem[]; shortened: number }

const notStarted =
  'Not run: the run was interrupted before this call started. Call it again if it is still needed.'

/** `text` gives the whole of a LongText that was loaded before; `window` counts characters of all items together. */
export function transcript(
  events: readonly Event[],
  { text, instructions, window }: { text: (long: LongText) => string; instructions: string; window: number },
): Transcript {
  const items: TranscriptItem[] = [{ type: 'instructions', text: instructions }]
  const open = new Map<string, true>()
  let waiting: TranscriptItem[] = []
  const deliver = () => {
    if (open.size > 0) return
    items.push(...waiting)
    waiting = []
  }
  const tellUser = (said: string) => {
    waiting.push({ type: 'user', text: said })
    deliver()
  }
  for (const event of events) {
    switch (event.type) {
      case 'turn.started':
        for (const callId of open.keys()) items.push({ type: 'tool-result', callId, output: notStarted })
        open.clear()
        tellUser(text(event.data.prompt))
        break
      case 'message.posted':
        tellUser(event.data.text)
        break
      case 'model.replied':
        items.push(...replyItems(event.data, text))
        for (const call of event.data.toolCalls) open.set(call.callId, true)
        break
      case 'tool.finished':
        if (!open.delete(event.data.callId)) break
        items.push({ type: 'tool-result', callId: event.data.callId, output: text(event.data.output) })
        deliver()
        break
    }
  }
  for (const callId of open.keys()) items.push({ type: 'tool-result', callId, output: notStarted })
  return shorten([...items, ...waiting], window)
}

function replyItems(
  reply: Extract<Event, { type: 'model.replied' }>['data'],
  text: (long: LongText) => string,
): TranscriptItem[] {
  const items: TranscriptItem[] = []
  const summary = text(reply.reasoning)
  const encrypted = reply.encryptedReasoning === null ? undefined : text(reply.encryptedReasoning)
  if (encrypted !== undefined) items.push({ type: 'reasoning', summary, encrypted })
  const words = text(reply.text)
  if (words !== '') items.push({ type: 'assistant', text: words })
  for (const call of reply.toolCalls) {
    items.push({ type: 'tool-call', callId: call.callId, name: call.name, arguments: text(call.arguments) })
  }
  return items
}

const sizeOf = (item: TranscriptItem): number => JSON.stringify(item).length
const keptOfOld = 400

function shorten(items: TranscriptItem[], window: number): Transcript {
  let total = items.reduce((sum, item) => sum + sizeOf(item), 0)
  let shortened = 0
  const out = items.map((item) => item)
  for (const [index, item] of items.entries()) {
    if (total <= window) break
    if (item.type !== 'tool-result' || item.output.length <= keptOfOld * 2) continue
    const cut = item.output.length - keptOfOld * 2
    const output =
      `${item.output.slice(0, keptOfOld)}\n[${cut} characters of this old output left out]\n${item.output.slice(-keptOfOld)}`.toWellFormed()
    out[index] = { ...item, output }
    total -= item.output.length - output.length
    shortened += 1
  }
  // Outputs were not enough: then what the agent itself sent long ago, a patch for instance, is shortened as well.
  for (const [index, item] of out.entries()) {
    if (total <= window) break
    const short = shortenOwn(item)
    if (short === item) continue
    total -= sizeOf(item) - sizeOf(short)
    out[index] = short
    shortened += 1
  }
  return { items: out, shortened }
}

/** Arguments stay an object in JSON, as providers demand. */
function shortenOwn(item: TranscriptItem): TranscriptItem {
  if (item.type === 'tool-call' && item.arguments.length > keptOfOld * 4) {
    const left = `${item.arguments.length} characters of these old arguments left out`
    return { ...item, arguments: JSON.stringify({ left_out: left }) }
  }
  if (item.type === 'assistant' && item.text.length > keptOfOld * 4) {
    return {
      ...item,
      text: `${item.text.slice(0, keptOfOld)}\n[the rest of these old words left out]`.toWellFormed(),
    }
  }
  return item
}

/** Every LongText that `transcript` will ask for. */
export function transcriptTexts(events: readonly Event[]): LongText[] {
  return events.flatMap((event) => {
    switch (event.type) {
      case 'turn.started':
        return [event.data.prompt]
      case 'model.replied': {
        const { text, reasoning, encryptedReasoning, toolCalls } = event.data
        return [
          text,
          reasoning,
          ...(encryptedReasoning === null ? [] : [encryptedReasoning]),
          ...toolCalls.map((call) => call.arguments),
        ]
      }
      case 'tool.finished':
        return [event.data.output]
      default:
        return []
    }
  })
}
