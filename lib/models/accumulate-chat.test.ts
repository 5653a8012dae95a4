// The quirks of servers that speak Chat Completions, chunk by chunk, without a network.

import { describe, expect, test } from 'vitest'
import { accumulateChat } from './accumulate-chat.ts'
import { countedIds, feedAll, toolCall } from './feed-accumulator.ts'

const chat = (...events: unknown[]) =>
  feedAll(accumulateChat(countedIds()), events, { clean: true, done: true })
const made = expect.stringMatching(/^made_/)

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
    const whole = feedAll(
      accumulateChat(countedIds()),
      [piece({ index: 0, id: 'x' }, 'go', '{"a":1}')],
      clean,
    )
    expect(whole).toMatchObject({
      outcome: 'replied',
      finish: null,
      repairs: [expect.stringContaining('did not say why')],
    })
    expect(
      feedAll(accumulateChat(countedIds()), [piece({ index: 0, id: 'x' }, 'go', '{"a":')], clean),
    ).toMatchObject({
      code: 'cut',
    })
    expect(feedAll(accumulateChat(countedIds()), [delta({ content: 'a' })], clean)).toMatchObject({
      outcome: 'replied',
    })
    expect(
      feedAll(accumulateChat(countedIds()), [delta({ content: 'a' })], { clean: false, done: false }),
    ).toMatchObject({ code: 'cut' })
  })

  test('the usage may come in a chunk of its own', () => {
    const usage = { prompt_tokens: 5, completion_tokens: 2, prompt_tokens_details: { cached_tokens: 1 } }
    expect(chat(delta({ content: 'a' }, 'stop'), { choices: [], usage })).toMatchObject({
      usage: { inputTokens: 5, cachedInputTokens: 1, outputTokens: 2, reasoningTokens: 0 },
    })
  })

  test('a reply that did not stream', () => {
    const accumulator = accumulateChat(countedIds())
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
