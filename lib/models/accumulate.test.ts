// The quirks of compatible servers, event by event, without a network.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Accumulator, StreamEnd } from './accumulate.ts'
import { accumulateChat } from './accumulate-chat.ts'
import { accumulateResponses } from './accumulate-responses.ts'

let counter = 0
const ids = (...used: string[]) => ({ used: new Set(used), create: () => `made_${++counter}` })

function run(
  accumulator: Accumulator,
  events: readonly unknown[],
  how: StreamEnd = { clean: true, done: false },
) {
  for (const event of events) accumulator.feed(event)
  return accumulator.finish(how)
}

const responses = (...events: unknown[]) => run(accumulateResponses(ids()), events)
const chat = (...events: unknown[]) => run(accumulateChat(ids()), events, { clean: true, done: true })

const call = (name: string, args: unknown, id = `c_${name}`) => ({
  type: 'function_call',
  call_id: id,
  name,
  arguments: args,
})
const done = (item: unknown, index?: number) => ({
  type: 'response.output_item.done',
  ...(index === undefined ? {} : { output_index: index }),
  item,
})
const completed = (response: unknown = {}) => ({ type: 'response.completed', response })
const toolCall = (name: string, args: string, callId: unknown = `c_${name}`) => ({
  type: 'tool-call',
  callId,
  name,
  arguments: args,
})
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
    const outcome = run(accumulateResponses(ids('c_go')), [done(call('go', '{}')), completed()])
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
    const accumulator = accumulateResponses(ids())
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
    const saved = accumulateResponses(ids())
    saved.lost()
    expect(run(saved, [completed({ output })])).toMatchObject({
      items: [{ type: 'assistant', text: 'whole' }],
    })
    const lost = accumulateResponses(ids())
    lost.lost()
    expect(run(lost, [done(call('go', '{}')), completed()])).toMatchObject({
      outcome: 'failed',
      code: 'nonsense',
    })
  })

  test('without completed it is cut; with [DONE] it is accepted', () => {
    expect(responses(done(call('go', '{}')))).toMatchObject({ outcome: 'failed', code: 'cut' })
    const outcome = run(accumulateResponses(ids()), [done(call('go', '{}'))], { clean: true, done: true })
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
    const accumulator = accumulateResponses(ids())
    accumulator.feed({
      type: 'response.failed',
      response: { error: { code: 'context_length_exceeded', message: 'long' } },
    })
    expect(accumulator.error()).toEqual({ status: null, code: 'context_length_exceeded', message: 'long' })
  })
})

describe('Chat Completions', () => {
  const delta = (value: unknown, finish: string | null = null) => ({
    choices: [{ delta: value, finish_reason: finish }],
  })
  const piece = (fields: Record<string, unknown>, name?: string, args?: unknown) =>
    delta({
      tool_calls: [
        {
          ...fields,
          function: { ...(name ? { name } : {}), ...(args === undefined ? {} : { arguments: args }) },
        },
      ],
    })
  const stop = delta({}, 'tool_calls')

  test('a well-behaved call in pieces, with words and without a role', () => {
    const first = piece({ index: 0, id: 'c', type: 'function' }, 'go', '')
    expect(
      chat(
        delta({ content: 'Going.' }),
        first,
        piece({ index: 0 }, undefined, '{"a"'),
        piece({ index: 0 }, undefined, ':1}'),
        stop,
      ),
    ).toEqual({
      outcome: 'replied',
      items: [{ type: 'assistant', text: 'Going.' }, toolCall('go', '{"a":1}', 'c')],
      usage: null,
      finish: 'tool_calls',
      repairs: [],
    })
  })

  test('no index, no type, no id, in pieces', () => {
    expect(chat(piece({}, 'go', '{"a"'), piece({}, undefined, ':1}'), stop)).toMatchObject({
      items: [toolCall('go', '{"a":1}', made)],
    })
  })

  test('no index and two calls', () => {
    expect(chat(piece({}, 'a', '{}'), piece({}, 'b', '{}'), stop)).toMatchObject({
      items: [toolCall('a', '{}', made), toolCall('b', '{}', made)],
    })
    expect(chat(piece({ id: 'x' }, 'a', '{}'), piece({ id: 'y' }, 'a', '{}'), stop)).toMatchObject({
      items: [toolCall('a', '{}', 'x'), toolCall('a', '{}', 'y')],
    })
  })

  test('two calls with the index 0, told apart by id or by being whole', () => {
    expect(
      chat(
        piece({ index: 0, id: 'x' }, 'a', '{}'),
        piece({ index: 0, id: 'y' }, 'b', '{"b'),
        piece({ index: 0 }, undefined, '":1}'),
        stop,
      ),
    ).toMatchObject({
      items: [toolCall('a', '{}', 'x'), toolCall('b', '{"b":1}', 'y')],
    })
    expect(
      chat(piece({ index: 0, id: '' }, 'a', '{"n":1}'), piece({ index: 0, id: '' }, 'a', '{"n":2}'), stop),
    ).toMatchObject({
      items: [toolCall('a', '{"n":1}', made), toolCall('a', '{"n":2}', made)],
    })
  })

  test('a name that is repeated in every piece of one call stays one call', () => {
    expect(
      chat(piece({ index: 0, id: 'x' }, 'go', '{"a"'), piece({ index: 0, id: 'x' }, 'go', ':1}'), stop),
    ).toMatchObject({
      items: [toolCall('go', '{"a":1}', 'x')],
    })
  })

  test('arguments as an object, encoded twice, or missing', () => {
    expect(chat(piece({ index: 0, id: 'x' }, 'go', { a: 1 }), stop)).toMatchObject({
      items: [toolCall('go', '{"a":1}', 'x')],
    })
    expect(chat(piece({ index: 0, id: 'x' }, 'go', '"{\\"a\\":1}"'), stop)).toMatchObject({
      items: [toolCall('go', '{"a":1}', 'x')],
    })
    expect(chat(piece({ index: 0, id: 'x' }, 'go'), stop)).toMatchObject({
      items: [toolCall('go', '{}', 'x')],
    })
  })

  test('the old function_call, finish "stop" with calls, content in parts', () => {
    const old = delta(
      { function_call: { name: 'go', arguments: '{}' }, content: [{ type: 'text', text: 'hm' }] },
      'stop',
    )
    expect(chat(old)).toMatchObject({
      items: [{ type: 'assistant', text: 'hm' }, toolCall('go', '{}', made)],
      finish: 'stop',
    })
  })

  test('reasoning in either field', () => {
    expect(
      chat(
        delta({ reasoning_content: 'Let me ' }),
        delta({ reasoning: 'see.' }),
        delta({ content: 'ok' }, 'stop'),
      ),
    ).toMatchObject({
      items: [
        { type: 'reasoning', summary: 'Let me see.' },
        { type: 'assistant', text: 'ok' },
      ],
    })
  })

  test('no finish_reason: accepted if nothing is half, after a clean end', () => {
    const clean = { clean: true, done: false }
    const whole = run(accumulateChat(ids()), [piece({ index: 0, id: 'x' }, 'go', '{"a":1}')], clean)
    expect(whole).toMatchObject({
      outcome: 'replied',
      finish: null,
      repairs: [expect.stringContaining('did not say why')],
    })
    expect(run(accumulateChat(ids()), [piece({ index: 0, id: 'x' }, 'go', '{"a":')], clean)).toMatchObject({
      code: 'cut',
    })
    expect(run(accumulateChat(ids()), [delta({ content: 'a' })], clean)).toMatchObject({ outcome: 'replied' })
    expect(
      run(accumulateChat(ids()), [delta({ content: 'a' })], { clean: false, done: false }),
    ).toMatchObject({ code: 'cut' })
  })

  test('the usage may come in a chunk of its own', () => {
    const usage = { prompt_tokens: 5, completion_tokens: 2, prompt_tokens_details: { cached_tokens: 1 } }
    expect(chat(delta({ content: 'a' }, 'stop'), { choices: [], usage })).toMatchObject({
      usage: { inputTokens: 5, cachedInputTokens: 1, outputTokens: 2, reasoningTokens: 0 },
    })
  })

  test('a reply that did not stream', () => {
    const accumulator = accumulateChat(ids())
    accumulator.whole({
      choices: [
        {
          message: {
            role: 'assistant',
            tool_calls: [{ id: 'x', function: { name: 'go', arguments: { a: 1 } } }],
          },
        },
      ],
    })
    expect(accumulator.finish({ clean: true, done: false })).toMatchObject({
      items: [toolCall('go', '{"a":1}', 'x')],
      finish: 'stop',
    })
  })

  test('half a call at the limit is left out; a call without a name is refused', () => {
    expect(
      chat(delta({ content: 'a' }), piece({ index: 0, id: 'x' }, 'go', '{"a'), delta({}, 'length')),
    ).toMatchObject({
      items: [{ type: 'assistant', text: 'a' }],
      repairs: [expect.stringContaining('cut off')],
    })
    expect(chat(piece({ index: 0, id: 'x' }, undefined, '{}'), stop)).toMatchObject({ code: 'nonsense' })
    expect(chat(delta({ reasoning: 'only thinking' }, 'stop'))).toMatchObject({ code: 'nonsense' })
  })
})

test.each([
  ['Responses', accumulateResponses],
  ['Chat Completions', accumulateChat],
])('%s: nothing that JSON can say makes it throw, and what it gives is clean', (_, accumulate) => {
  const types = [
    'output_item.added',
    'output_item.done',
    'output_text.delta',
    'function_call_arguments.delta',
    'completed',
    'incomplete',
    'failed',
  ]
  const keys = fc.constantFrom(
    'item',
    'delta',
    'choices',
    'tool_calls',
    'function',
    'arguments',
    'name',
    'id',
    'output_index',
    'index',
    'response',
    'output',
    'content',
    'error',
    'usage',
    'summary',
  )
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom(
        null,
        true,
        0,
        1,
        -3.5,
        '',
        '{}',
        '\u0000',
        '\ud83d',
        'text',
        'message',
        'function_call',
        ...types.map((type) => `response.${type}`),
      ),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.oneof(keys, fc.constant('type')), tie('value'), { maxKeys: 5 }),
    ),
  }))
  const event = fc
    .record({ type: fc.constantFrom(...types).map((type) => `response.${type}`), rest: value })
    .map(({ type, rest }) =>
      typeof rest === 'object' && rest !== null && !Array.isArray(rest) ? { type, ...rest } : rest,
    )
  fc.assert(
    fc.property(fc.array(event, { maxLength: 12 }), fc.boolean(), (events, clean) => {
      const accumulator = accumulate(ids())
      const deltas = events.flatMap((one) => accumulator.feed(one))
      const outcome = accumulator.finish({ clean, done: clean })
      accumulate(ids()).whole(events[0])
      expect(
        stringsIn([deltas, outcome]).filter((text) => text.includes('\u0000') || !text.isWellFormed()),
      ).toEqual([])
    }),
    { numRuns: 500 },
  )
})

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : []
}
