// Collects the events of one Responses stream into a reply.
// The truth of an item is its output_item.done; where a server leaves those out, the completed response, then the deltas.

import { cleanText } from '../protocol/clean-text.ts'
import {
  type Accumulator,
  type CallIds,
  collectDeltas,
  conclude,
  cutShort,
  type Delta,
  dropHalfCalls,
  lostEvent,
  type RawCall,
  readUsage,
  repairCalls,
  utf8Length,
} from './accumulate.ts'
import { type ProviderError, readProviderError } from './classify-failure.ts'
import { asList, asRecord, asText, type Loose } from './loose-json.ts'
import type { ReplyItem, Usage } from './model.ts'

/** `index` is the provider's output_index; `partial` what its deltas gave until the item was done. */
type Slot = { index: number | null; added: Loose; done: Loose | null; partial: Record<Delta['kind'], string> }

type ResponseEnd = { response: Loose; finish: string }

const FROM_COMPLETED = 'The items came only with the end of the response.'
const FROM_DELTAS = 'The reply was put together from its pieces, because the whole items were missing.'

export function accumulateResponses(ids: CallIds): Accumulator {
  const slots: Slot[] = []
  const deltas = collectDeltas()
  const repairs = new Set<string>()
  let end: ResponseEnd | null = null
  let error: ProviderError | null = null
  let lostEvents = 0
  let doneBytes = 0

  function slotOf(event: Loose): Slot {
    const index = typeof event.output_index === 'number' ? event.output_index : null
    const open = slots.filter((slot) => slot.done === null)
    const id = asText(event.item_id)
    const found =
      open.find((slot) => id !== '' && asText(slot.added.id) === id) ??
      open.find((slot) => index !== null && slot.index === index) ??
      (index === null ? open.at(-1) : undefined)
    return found ?? openSlot(index, {})
  }

  function openSlot(index: number | null, added: Loose): Slot {
    const slot: Slot = { index, added, done: null, partial: { text: '', reasoning: '', arguments: '' } }
    slots.push(slot)
    return slot
  }

  function addPiece(event: Loose, kind: Delta['kind'], given: unknown): Delta[] {
    const piece = typeof given === 'object' && given !== null ? JSON.stringify(given) : asText(given)
    slotOf(event).partial[kind] += piece
    return deltas.add(kind, piece)
  }

  function itemDone(event: Loose): Delta[] {
    const item = asRecord(event.item)
    const index = typeof event.output_index === 'number' ? event.output_index : null
    const open = slots.filter((slot) => slot.done === null && isSameKind(slot, item))
    // Servers that give every item the index 0 still name different items.
    const slot =
      open.find((one) => asText(item.id) !== '' && asText(one.added.id) === asText(item.id)) ??
      open.find((one) => index === null || one.index === null || one.index === index) ??
      openSlot(index, item)
    slot.done = item
    if (Object.values(slot.partial).every((text) => text === '')) doneBytes += sizeOf(item)
    return [...deltas.close('reasoning'), ...deltas.close('text'), ...deltas.close('arguments')]
  }

  function feed(raw: unknown): Delta[] {
    const event = asRecord(raw)
    switch (asText(event.type)) {
      case 'response.output_item.added':
        openSlot(typeof event.output_index === 'number' ? event.output_index : null, asRecord(event.item))
        return []
      case 'response.output_text.delta':
      case 'response.refusal.delta':
        return addPiece(event, 'text', event.delta)
      case 'response.reasoning_summary_text.delta':
      case 'response.reasoning_text.delta':
        return addPiece(event, 'reasoning', event.delta)
      case 'response.reasoning_summary_part.added':
        return slotOf(event).partial.reasoning === '' ? [] : addPiece(event, 'reasoning', '\n\n')
      case 'response.function_call_arguments.delta':
      case 'response.custom_tool_call_input.delta':
        return addPiece(event, 'arguments', event.delta)
      case 'response.output_item.done':
        return itemDone(event)
      case 'response.completed':
      case 'response.done':
        end = {
          response: asRecord(event.response),
          finish: asText(asRecord(event.response).status) || 'completed',
        }
        return []
      case 'response.incomplete': {
        const response = asRecord(event.response)
        end = { response, finish: asText(asRecord(response.incomplete_details).reason) || 'incomplete' }
        return []
      }
      case 'response.failed':
        error = { status: null, ...readProviderError(event.response ?? event) }
        return []
      case 'error':
        error = { status: null, ...readProviderError(event) }
        return []
      default:
        if (event.error !== undefined && event.error !== null)
          error = { status: null, ...readProviderError(event) }
        return []
    }
  }

  function chooseItems(done: boolean): Loose[] | 'cut' | 'lost' {
    const whole = [...slots].filter((slot) => slot.done !== null)
    const output = asList(end?.response.output).map(asRecord)
    if (output.length > whole.length || (lostEvents > 0 && output.length > 0)) {
      repairs.add(FROM_COMPLETED)
      return output
    }
    if (lostEvents > 0) return 'lost'
    if (end === null && !done) return 'cut'
    if (end === null) repairs.add('The stream ended without saying that the response was complete.')
    if (slots.some((slot) => slot.done === null && hasPartial(slot))) repairs.add(FROM_DELTAS)
    const usable = slots.filter((slot) => slot.done !== null || hasPartial(slot))
    return inOrder(usable).map((slot) => slot.done ?? fromPartial(slot))
  }

  return {
    feed,
    whole(body) {
      const response = asRecord(body)
      const status = asText(response.status)
      if (response.error !== undefined && response.error !== null)
        error = { status: null, ...readProviderError(body) }
      else if (status === 'incomplete') feed({ type: 'response.incomplete', response })
      else if (Array.isArray(response.output)) feed({ type: 'response.completed', response })
      doneBytes += asList(response.output).reduce<number>((sum, item) => sum + sizeOf(asRecord(item)), 0)
    },
    lost: () => {
      lostEvents += 1
    },
    bytes: () => deltas.bytes() + doneBytes,
    complete: () => end !== null,
    over: () => end !== null,
    error: () => error,
    finish({ done }) {
      const chosen = chooseItems(done)
      if (chosen === 'cut') return cutShort()
      if (chosen === 'lost') return lostEvent()
      if (lostEvents > 0)
        repairs.add('An event of the stream was not valid JSON; the completed response made up for it.')
      const items = readItems(chosen, ids, repairs)
      const limited = end !== null && end.finish !== 'completed'
      const usage: Usage | null = readUsage(end?.response.usage)
      return conclude(limited ? dropHalfCalls(items, repairs) : items, usage, end?.finish ?? null, repairs)
    },
  }
}

function isSameKind(slot: Slot, item: Loose): boolean {
  const added = kindOf(slot.added)
  const wanted = kindOf(item)
  const sameCall = asText(slot.added.call_id) === '' || slot.added.call_id === item.call_id
  return (added === '' || wanted === '' || added === wanted) && sameCall
}

function hasPartial(slot: Slot): boolean {
  return slot.partial.text !== '' || slot.partial.reasoning !== '' || slot.partial.arguments !== ''
}

function inOrder(slots: readonly Slot[]): Slot[] {
  const indexes = slots.map((slot) => slot.index)
  const usable = !indexes.includes(null) && new Set(indexes).size === indexes.length
  return usable ? [...slots].sort((a, b) => a.index! - b.index!) : [...slots]
}

function fromPartial({ added, partial }: Slot): Loose {
  if (partial.arguments !== '' || kindOf(added) === 'function_call') {
    return { ...added, type: 'function_call', arguments: partial.arguments }
  }
  if (partial.reasoning !== '') return { type: 'reasoning', summary: [{ text: partial.reasoning }] }
  return { type: 'message', content: partial.text }
}

/** The type of an item, or what its fields say it must be. */
function kindOf(item: Loose): string {
  const type = asText(item.type)
  if (type !== '') return type
  if ('arguments' in item) return 'function_call'
  return 'content' in item || 'role' in item ? 'message' : ''
}

function readItems(raw: readonly Loose[], ids: CallIds, repairs: Set<string>): ReplyItem[] {
  const items: (ReplyItem | { call: RawCall })[] = []
  for (const item of raw) {
    const kind = kindOf(item)
    if (kind !== asText(item.type)) repairs.add('An item had no type; it was read by its fields.')
    if (kind === 'message') {
      const text = cleanText(joinTexts(item.content, ''))
      if (text !== '') items.push({ type: 'assistant', text })
    } else if (kind === 'reasoning') {
      const summary = cleanText(joinTexts(item.summary, '\n\n') || joinTexts(item.content, '\n\n'))
      const encrypted = asText(item.encrypted_content)
      if (summary !== '' || encrypted !== '') {
        items.push({
          type: 'reasoning',
          summary,
          ...(encrypted === '' ? {} : { encrypted: cleanText(encrypted) }),
        })
      }
    } else if (kind === 'function_call' || kind === 'custom_tool_call') {
      const given = kind === 'function_call' ? item.arguments : JSON.stringify({ input: asText(item.input) })
      items.push({
        call: { id: asText(item.call_id) || asText(item.id), name: asText(item.name), arguments: given },
      })
    } else {
      repairs.add(`An item of the type "${cleanText(kind).slice(0, 40)}" is not known here and was left out.`)
    }
  }
  const calls = repairCalls(
    items.flatMap((item) => ('call' in item ? [item.call] : [])),
    ids,
    repairs,
  )
  return items.map((item) => ('call' in item ? calls.shift()! : item))
}

function joinTexts(content: unknown, between: string): string {
  if (typeof content === 'string') return content
  return asList(content)
    .map((part) =>
      typeof part === 'string' ? part : asText(asRecord(part).text) || asText(asRecord(part).refusal),
    )
    .filter((text) => text !== '')
    .join(between)
}

function sizeOf(item: Loose): number {
  const given = typeof item.arguments === 'object' ? JSON.stringify(item.arguments) : asText(item.arguments)
  return utf8Length(joinTexts(item.content, '') + joinTexts(item.summary, '') + given + asText(item.input))
}
