// Both accumulators against anything that JSON can say.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { accumulateChat } from './accumulate-chat.ts'
import { accumulateResponses } from './accumulate-responses.ts'
import { countedIds } from './feed-accumulator.ts'

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
      const accumulator = accumulate(countedIds())
      const deltas = events.flatMap((one) => accumulator.feed(one))
      const outcome = accumulator.finish({ clean, done: clean })
      accumulate(countedIds()).whole(events[0])
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
