// What both accumulators share: the shape they have, bounded and cleaned deltas, and the last look at a reply.
// Pure. An accumulator is fed parsed events and never throws for what a provider sends.

import { cleanPieces, cleanText } from '../protocol/clean-text.ts'
import { failure, type ModelFailure, type ProviderError } from './classify-failure.ts'
import { asCount, asRecord, isJsonObject, parseJson } from './loose-json.ts'
import type { ModelOutcome, ReplyItem, Usage } from './model.ts'

export type Delta = { kind: 'text' | 'reasoning' | 'arguments'; text: string }

export type Accumulator = {
  /** One parsed event of the stream. Answers what became visible by it. */
  feed: (event: unknown) => Delta[]
  /** The reply of a server that did not stream: the parsed body. */
  whole: (body: unknown) => void
  /** An event could not be read and is lost. */
  lost: () => void
  /** UTF-8 bytes of text and arguments so far, about. */
  bytes: () => number
  /** Whether the provider said that the reply is complete; the connection may fail after that. */
  complete: () => boolean
  /** Nothing of worth can follow, even if the connection stays open. */
  over: () => boolean
  /** The provider reported an error instead of a reply. */
  error: () => ProviderError | null
  /** The outcome, once nothing more comes. */
  finish: (how: StreamEnd) => ModelOutcome
}

/** clean: the body ended as HTTP says it should. done: a [DONE] was seen. */
export type StreamEnd = { clean: boolean; done: boolean }

export type CallIds = {
  /** Ids already used in the conversation. */
  used: ReadonlySet<string>
  create: () => string
}

export const cutShort = (): ModelFailure =>
  failure('cut', 'The connection ended before the reply was complete. Nothing of it was used.', true)

export const lostEvent = (): ModelFailure =>
  failure(
    'nonsense',
    'A part of the reply was not valid JSON, so the reply is incomplete and was not used.',
    true,
  )

/** Deltas of one reply: each kind is cleaned as one text, so a character cut in two pieces stays whole. */
export function collectDeltas() {
  const cleaners = { text: cleanPieces(), reasoning: cleanPieces(), arguments: cleanPieces() }
  let bytes = 0
  return {
    bytes: () => bytes,
    add(kind: Delta['kind'], piece: string): Delta[] {
      bytes += utf8Length(piece)
      const text = cleaners[kind].push(piece)
      return text === '' ? [] : [{ kind, text }]
    },
    /** The item is over: a half character cannot be completed any more. */
    close(kind: Delta['kind']): Delta[] {
      const text = cleaners[kind].end()
      return text === '' ? [] : [{ kind, text }]
    },
  }
}

export function utf8Length(text: string): number {
  let bytes = 0
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    // Half a surrogate pair counts two, so that a pair counts four.
    bytes += unit < 0x80 ? 1 : unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 2 : 3
  }
  return bytes
}

export type RawCall = { id: string; name: string; arguments: unknown }

/** Gives a call a fresh id where the provider's is missing or used, and turns its arguments into JSON text. */
export function repairCalls(raw: readonly RawCall[], ids: CallIds, repairs: Set<string>): ReplyItem[] {
  const used = new Set(ids.used)
  return raw.map(({ id, name, arguments: given }) => {
    let callId = cleanText(id)
    if (callId === '' || used.has(callId)) {
      repairs.add(
        callId === ''
          ? 'A tool call had no id and was given one.'
          : 'A tool call repeated an id and was given another.',
      )
      callId = ids.create()
    }
    used.add(callId)
    return {
      type: 'tool-call',
      callId,
      name: cleanText(name),
      arguments: cleanText(argumentText(given, repairs)),
    }
  })
}

function argumentText(given: unknown, repairs: Set<string>): string {
  if (typeof given === 'object' && given !== null) {
    repairs.add('The arguments of a tool call came as an object instead of text.')
    return JSON.stringify(given)
  }
  const text = typeof given === 'string' ? given : ''
  if (text.trim() === '') return '{}'
  const value = parseJson(text)
  if (typeof value === 'string' && isJsonObject(value)) {
    repairs.add('The arguments of a tool call were encoded twice.')
    return value
  }
  return text
}

/** After the provider stopped at its limit the last call may be half; half a call must not run. */
export function dropHalfCalls(items: readonly ReplyItem[], repairs: Set<string>): ReplyItem[] {
  const whole = items.filter((item) => item.type !== 'tool-call' || isJsonObject(item.arguments))
  if (whole.length < items.length) repairs.add('A tool call was cut off at the output limit and left out.')
  return whole
}

/** The last look: something that the engine can act on must be there, and every call must have a name. */
export function conclude(
  items: readonly ReplyItem[],
  usage: Usage | null,
  finish: string | null,
  repairs: ReadonlySet<string>,
): ModelOutcome {
  if (items.some((item) => item.type === 'tool-call' && item.name === '')) {
    return failure('nonsense', 'The reply has a tool call without a name and was not used.', true)
  }
  if (!items.some((item) => item.type !== 'reasoning')) {
    return failure(
      'nonsense',
      `The reply is empty${finish ? ` (the provider stopped with "${finish}")` : ''}.`,
      true,
    )
  }
  return { outcome: 'replied', items: [...items], usage, finish, repairs: [...repairs] }
}

/** Reads the usage of either API; null if there is none. */
export function readUsage(value: unknown): Usage | null {
  const usage = asRecord(value)
  if (Object.keys(usage).length === 0) return null
  const input = asRecord(usage.input_tokens_details ?? usage.prompt_tokens_details)
  const output = asRecord(usage.output_tokens_details ?? usage.completion_tokens_details)
  return {
    inputTokens: asCount(usage.input_tokens ?? usage.prompt_tokens),
    cachedInputTokens: asCount(input.cached_tokens),
    outputTokens: asCount(usage.output_tokens ?? usage.completion_tokens),
    reasoningTokens: asCount(output.reasoning_tokens),
  }
}
