// Collects the chunks of one Chat Completions stream into a reply.
// There is no second, whole copy of a reply here: what a chunk lost is lost, and half a tool call never becomes a call.

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
  readUsage,
  repairCalls,
} from './accumulate.ts'
import { type ProviderError, readProviderError } from './classify-failure.ts'
import { asList, asRecord, asText, isJsonObject, type Loose } from './loose-json.ts'
import type { ReplyItem, Usage } from './model.ts'

type CallSlot = { index: number | null; id: string; name: string; text: string; object: Loose | null }

/** Reasons that say the provider stopped at a limit, not at the end of what it had to say. */
const LIMITS = new Set(['length', 'max_tokens', 'content_filter'])

export function accumulateChat(ids: CallIds): Accumulator {
  const deltas = collectDeltas()
  const repairs = new Set<string>()
  const calls: CallSlot[] = []
  let text = ''
  let reasoning = ''
  let finish: string | null = null
  let usage: Usage | null = null
  let error: ProviderError | null = null
  let lostEvents = 0

  function feed(raw: unknown): Delta[] {
    const chunk = asRecord(raw)
    if ((chunk.error !== undefined && chunk.error !== null) || chunk.object === 'error') {
      error = { status: null, ...readProviderError(chunk) }
      return []
    }
    usage = readUsage(chunk.usage) ?? usage
    const choice = asRecord(asList(chunk.choices)[0])
    const visible = takeMessage(asRecord(choice.delta ?? choice.message))
    const reason = asText(choice.finish_reason)
    if (reason === '') return visible
    finish = reason
    return [...visible, ...closeAll()]
  }

  function takeMessage(message: Loose): Delta[] {
    const visible: Delta[] = []
    const thought = asText(message.reasoning_content) || asText(message.reasoning)
    if (thought !== '') {
      reasoning += thought
      visible.push(...deltas.add('reasoning', thought))
    }
    const said = contentText(message.content) + asText(message.refusal)
    if (said !== '') {
      text += said
      visible.push(...deltas.add('text', said))
    }
    for (const call of asList(message.tool_calls)) visible.push(...takeCall(asRecord(call)))
    // The form that tool calls had before there could be several of them.
    if (message.function_call) visible.push(...takeCall({ index: 0, function: message.function_call }))
    return visible
  }

  function takeCall(piece: Loose): Delta[] {
    const call = { ...piece, ...asRecord(piece.function) }
    const name = asText(call.name)
    const slot = slotOf(typeof piece.index === 'number' ? piece.index : null, asText(piece.id), name)
    if (slot.id === '') slot.id = asText(piece.id)
    if (slot.name === '') slot.name = name
    const given = call.arguments
    if (typeof given === 'object' && given !== null) {
      slot.object = asRecord(given)
      return deltas.add('arguments', JSON.stringify(given))
    }
    slot.text += asText(given)
    return deltas.add('arguments', asText(given))
  }

  /** Finds the call that a piece belongs to, though servers leave out index or id or number every call 0. */
  function slotOf(index: number | null, id: string, name: string): CallSlot {
    if (index === null && id === '') repairs.add('A tool call came without an index.')
    const last = calls.at(-1)
    const candidate =
      index === null ? (id === '' ? last : undefined) : calls.findLast((slot) => slot.index === index)
    const found =
      calls.find((slot) => id !== '' && slot.id === id && (index === null || slot.index === index)) ??
      candidate
    if (found && !startsAnother(found, id, name)) return found
    if (found && index !== null) repairs.add('Several tool calls had the same index.')
    const slot: CallSlot = { index, id, name, text: '', object: null }
    calls.push(slot)
    return slot
  }

  function closeAll(): Delta[] {
    return [...deltas.close('reasoning'), ...deltas.close('text'), ...deltas.close('arguments')]
  }

  function items(): ReplyItem[] {
    const raw = calls.map((slot) => ({ id: slot.id, name: slot.name, arguments: slot.object ?? slot.text }))
    return [
      ...(reasoning === '' ? [] : [{ type: 'reasoning' as const, summary: cleanText(reasoning) }]),
      ...(text === '' ? [] : [{ type: 'assistant' as const, text: cleanText(text) }]),
      ...repairCalls(raw, ids, repairs),
    ]
  }

  return {
    feed,
    whole(body) {
      feed(body)
      finish ??= asList(asRecord(body).choices).length > 0 ? 'stop' : null
    },
    lost: () => {
      lostEvents += 1
    },
    bytes: () => deltas.bytes(),
    complete: () => finish !== null,
    // The usage comes in a chunk after the reason.
    over: () => false,
    error: () => error,
    finish({ clean, done }) {
      if (lostEvents > 0) return lostEvent()
      if (finish === null) {
        const half = calls.some(
          (slot) => slot.object === null && slot.text.trim() !== '' && !isJsonObject(slot.text),
        )
        const nothing = text === '' && calls.length === 0
        if (!done && (!clean || half || nothing)) return cutShort()
        repairs.add('The provider did not say why it stopped.')
      }
      const limited = finish !== null && LIMITS.has(finish)
      return conclude(limited ? dropHalfCalls(items(), repairs) : items(), usage, finish, repairs)
    },
  }
}

/** A piece that names a call opens another one if the call at its place is another, or is already whole. */
function startsAnother(slot: CallSlot, id: string, name: string): boolean {
  if (id !== '' && slot.id !== '' && id !== slot.id) return true
  if (name === '' || slot.name === '') return false
  if (id !== '' && id === slot.id) return false
  return slot.object !== null || isJsonObject(slot.text) || name !== slot.name
}

function contentText(content: unknown): string {
  if (typeof content === 'string') return content
  return asList(content)
    .map((part) => asText(asRecord(part).text))
    .join('')
}
