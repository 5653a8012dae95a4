// Reads the body of one answer, whatever it turns out to be: a stream of events, one JSON object, or a page.
// It decides by the first byte, because content types lie. It never throws; what the connection did is part of the result.

import type { Accumulator, Delta, StreamEnd } from './accumulate.ts'
import { failure, type ModelFailure } from './classify-failure.ts'
import { parseJson } from './loose-json.ts'
import { joinBytes, readSse, type SseEvent } from './read-sse.ts'

export type ReadReply = {
  body: AsyncIterable<Uint8Array>
  accumulator: Accumulator
  maxReplyBytes: number
  onDelta: (delta: Delta) => void
  /** Called for every piece that arrives. */
  onBytes: () => void
}

/** `failed` wins over what the accumulator would say; `damaged` means that some bytes were not UTF-8. */
export type ReadResult = StreamEnd & { failed: ModelFailure | null; damaged: boolean }

export async function readReply(reply: ReadReply): Promise<ReadResult> {
  const { accumulator, maxReplyBytes } = reply
  // One event may hold the whole reply, escaped: \u0000 takes six bytes for one. The rest is room for an echoed request.
  const maxEventBytes = maxReplyBytes * 6 + 4 * 1024 * 1024
  const sse = readSse(maxEventBytes)
  const result: ReadResult = { clean: false, done: false, failed: null, damaged: false }
  const whole: Uint8Array[] = []
  let wholeBytes = 0
  let form: 'unknown' | 'sse' | 'whole' = 'unknown'

  function take(events: readonly SseEvent[]): void {
    for (const { data, damaged } of events) {
      if (damaged) result.damaged = true
      if (data.trim() === '[DONE]') result.done = true
      if (result.done) return
      const event = parseJson(data)
      if (event !== undefined) for (const delta of accumulator.feed(event)) reply.onDelta(delta)
      // Some servers keep a connection alive with words; only what began as an object was part of the reply.
      else if (/^\s*[{[]/.test(data)) accumulator.lost()
      if (accumulator.error() !== null) return
    }
  }

  const pieces = reply.body[Symbol.asyncIterator]()
  while (true) {
    // A broken connection is no error here: whether it matters depends on what had arrived.
    const next = await pieces.next().catch(() => 'broken' as const)
    if (next === 'broken') break
    result.clean = next.done === true
    if (next.done) break
    const bytes = next.value
    reply.onBytes()
    if (form === 'unknown') form = formOf(bytes)
    if (form === 'whole') {
      whole.push(bytes)
      wholeBytes += bytes.length
      if (wholeBytes > maxEventBytes) result.failed = tooLarge(maxReplyBytes)
    } else if (form === 'sse') {
      const events = sse.push(bytes)
      if (events === 'too-large') result.failed = tooLarge(maxReplyBytes)
      else take(events)
    }
    if (accumulator.bytes() > maxReplyBytes) result.failed = tooLarge(maxReplyBytes)
    if (result.failed || result.done || accumulator.over() || accumulator.error() !== null) {
      await pieces.return?.().catch(() => undefined)
      return result
    }
  }
  if (form === 'whole') readWhole(joinBytes(whole, wholeBytes), accumulator, result)
  else if (result.clean) take(sse.end())
  if (accumulator.bytes() > maxReplyBytes) result.failed = tooLarge(maxReplyBytes)
  if (form === 'unknown' && result.clean)
    result.failed = failure('nonsense', 'The provider sent an empty answer.', true)
  return result
}

function formOf(bytes: Uint8Array): 'unknown' | 'sse' | 'whole' {
  const first = new TextDecoder().decode(bytes.subarray(0, 64)).trimStart()
  if (first === '') return 'unknown'
  return /^[{[<]/.test(first) ? 'whole' : 'sse'
}

function readWhole(bytes: Uint8Array, accumulator: Accumulator, result: ReadResult): void {
  const text = new TextDecoder().decode(bytes)
  const body = parseJson(text)
  if (body !== undefined) {
    accumulator.whole(body)
    if (!accumulator.complete() && accumulator.error() === null) result.failed = notAReply()
  } else if (text.trimStart().startsWith('<')) {
    result.failed = failure(
      'nonsense',
      'The provider answered with a web page. Check the base URL (it usually ends in /v1).',
      false,
    )
  } else if (result.clean) {
    result.failed = notAReply()
  }
}

function notAReply(): ModelFailure {
  return failure(
    'nonsense',
    'The provider answered with something that is not a reply. Check the base URL.',
    false,
  )
}

function tooLarge(maxReplyBytes: number): ModelFailure {
  const limit = `${Math.round(maxReplyBytes / 1024).toLocaleString('en')} KB`
  return failure('nonsense', `The reply is larger than the limit of ${limit} and was not used.`, false)
}
