// The quirks of servers that speak the Responses API, event by event, without a network.

import { describe, expect, test } from 'vitest'
import { accumulateResponses } from './accumulate-responses.ts'
import { countedIds, feedAll, toolCall } from './feed-accumulator.ts'

const responses = (...events: unknown[]) => feedAll(accumulateResponses(countedIds()), events)
const call = (name: string, args: unknown) => ({
  type: 'function_call',
  call_id: `c_${name}`,
  name,
  arguments: args,
})
const done = (item: unknown, index?: number) => ({
  type: 'response.output_item.done',
  ...(index === undefined ? {} : { output_index: index }),
  item,
})
const completed = (response: unknown = {}) => ({ type: 'response.completed', response })
const made = expect.stringMatching(/^made_/)

describe('Responses', () => {
  test('items only as done, in the order of their index', () => {
    expect(responses(done(call('b', '{}'), 1), done(call('a', '{}'), 0), completed())).toMatchObject({
      items: [toolCall('a', '{}'), toolCall('b', '{}')],
      repairs: [],
      finish: 'completed',
    })
  })

  test('items only in the completed response', () => {
    const outcome = responses(completed({ output: [{ type: 'message', content: [{ text: 'hi' }] }] }))
    expect(outcome).toMatchObject({
      items: [{ type: 'assistant', text: 'hi' }],
      repairs: [expect.stringContaining('only with the end')],
    })
  })

  test('only pieces: the reply is put together from them', () => {
    const outcome = responses(
      {
        type: 'response.output_item.added',
        output_index: 0,
        item: { type: 'function_call', id: 'i', call_id: 'c', name: 'go' },
      },
      { type: 'response.function_call_arguments.delta', item_id: 'i', output_index: 0, delta: '{"a":' },
      { type: 'response.function_call_arguments.delta', item_id: 'i', output_index: 0, delta: '1}' },
      completed(),
    )
    expect(outcome).toMatchObject({
      items: [toolCall('go', '{"a":1}', 'c')],
      repairs: [expect.stringContaining('pieces')],
    })
  })

  test('pieces without an index belong to the item that follows', () => {
    const delta = { type: 'response.function_call_arguments.delta', delta: '{}' }
    expect(responses(delta, done(call('go', '{}'), 0), completed())).toMatchObject({
      items: [toolCall('go', '{}')],
      repairs: [],
    })
  })

  test('every item with the index 0', () => {
    expect(responses(done(call('a', '{}'), 0), done(call('b', '{}'), 0), completed())).toMatchObject({
      items: [toolCall('a', '{}'), toolCall('b', '{}')],
    })
  })

  test('arguments as an object, a missing type, a missing id', () => {
    const outcome = responses(done({ name: 'go', arguments: { a: 1 } }), completed())
    expect(outcome).toMatchObject({ items: [toolCall('go', '{"a":1}', made)] })
    expect(outcome).toHaveProperty('repairs.length', 3)
  })

  test('an id that the conversation has used already is replaced', () => {
    const outcome = feedAll(accumulateResponses(countedIds('c_go')), [done(call('go', '{}')), completed()])
    expect(outcome).toMatchObject({ items: [toolCall('go', '{}', made)] })
  })

  test('reasoning: the summary and what is encrypted', () => {
    const item = {
      type: 'reasoning',
      id: 'rs',
      summary: [{ text: 'One.' }, { text: 'Two.' }],
      encrypted_content: 'xyz',
    }
    expect(responses(done(item), done(call('go', '{}')), completed())).toMatchObject({
      items: [{ type: 'reasoning', summary: 'One.\n\nTwo.', encrypted: 'xyz' }, toolCall('go', '{}')],
    })
  })

  test('the streamed summary equals the one of the item', () => {
    const accumulator = accumulateResponses(countedIds())
    const events = [
      { type: 'response.output_item.added', output_index: 0, item: { type: 'reasoning', id: 'rs' } },
      ...['One.', 'Two.'].flatMap((delta) => [
        { type: 'response.reasoning_summary_part.added', item_id: 'rs', output_index: 0 },
        { type: 'response.reasoning_summary_text.delta', item_id: 'rs', output_index: 0, delta },
      ]),
    ]
    expect(
      events
        .flatMap((event) => accumulator.feed(event))
        .map((delta) => delta.text)
        .join(''),
    ).toBe('One.\n\nTwo.')
  })

  test('a lost event is made up for by the completed response, and only by it', () => {
    const output = [{ type: 'message', content: 'whole' }]
    const saved = accumulateResponses(countedIds())
    saved.lost()
    expect(feedAll(saved, [completed({ output })])).toMatchObject({
      items: [{ type: 'assistant', text: 'whole' }],
    })
    const lost = accumulateResponses(countedIds())
    lost.lost()
    expect(feedAll(lost, [done(call('go', '{}')), completed()])).toMatchObject({
      outcome: 'failed',
      code: 'nonsense',
    })
  })

  test('without completed it is cut; with [DONE] it is accepted', () => {
    expect(responses(done(call('go', '{}')))).toMatchObject({ outcome: 'failed', code: 'cut' })
    const outcome = feedAll(accumulateResponses(countedIds()), [done(call('go', '{}'))], {
      clean: true,
      done: true,
    })
    expect(outcome).toMatchObject({
      outcome: 'replied',
      repairs: [expect.stringContaining('without saying')],
    })
  })

  test('at the output limit half a call is left out', () => {
    const incomplete = {
      type: 'response.incomplete',
      response: { incomplete_details: { reason: 'max_output_tokens' } },
    }
    expect(
      responses(done({ type: 'message', content: 'so far' }), done(call('go', '{"a": "hal')), incomplete),
    ).toMatchObject({
      items: [{ type: 'assistant', text: 'so far' }],
      finish: 'max_output_tokens',
    })
    expect(responses(done(call('go', '{"a": "hal')), incomplete)).toMatchObject({ code: 'nonsense' })
  })

  test('usage', () => {
    const usage = {
      input_tokens: 10,
      input_tokens_details: { cached_tokens: 4 },
      output_tokens: 7,
      output_tokens_details: { reasoning_tokens: 3 },
    }
    expect(responses(done(call('go', '{}')), completed({ usage }))).toMatchObject({
      usage: { inputTokens: 10, cachedInputTokens: 4, outputTokens: 7, reasoningTokens: 3 },
    })
  })

  test('response.failed is an error', () => {
    const accumulator = accumulateResponses(countedIds())
    accumulator.feed({
      type: 'response.failed',
      response: { error: { code: 'context_length_exceeded', message: 'long' } },
    })
    expect(accumulator.error()).toEqual({ status: null, code: 'context_length_exceeded', message: 'long' })
  })
})
