// What the model is told, from what happened.
import { describe, expect, test } from 'vitest'
import { fact, numbered } from '../../domain/given.ts'
import type { TranscriptItem } from '../../models/model.ts'
import type { Fact } from '../../protocol/events.ts'
import type { LongText } from '../../protocol/values.ts'
import { transcript, transcriptTexts } from './transcript.ts'

const whole = (long: LongText) => (typeof long === 'string' ? long : `all of ${long.blob.slice(0, 2)}`)
const tell = (facts: Fact[], window = 1_000_000) =>
  transcript(numbered(facts), { text: whole, instructions: 'Be good.', window })
const call = (callId: string) => ({ callId, name: 'read_file', arguments: '{"path":"a"}' })
const replied = (own: Parameters<typeof fact<'model.replied'>>[1] = {}) =>
  fact('model.replied', { text: '', toolCalls: [], ...own })
const finished = (callId: string, output: LongText = `output of ${callId}`) =>
  fact('tool.finished', { callId, output })
const said = (text: string) => fact('message.posted', { text })

const instructions: TranscriptItem = { type: 'instructions', text: 'Be good.' }
const user = (text: string): TranscriptItem => ({ type: 'user', text })
const asked = (callId: string): TranscriptItem => ({ type: 'tool-call', ...call(callId) })
const result = (callId: string, output = `output of ${callId}`): TranscriptItem => ({
  type: 'tool-result',
  callId,
  output,
})
const notRun =
  'Not run: the run was interrupted before this call started. Call it again if it is still needed.'
const start = fact('turn.started', { prompt: 'Do it.' })

describe('order', () => {
  test('prompt, words, calls, results', () => {
    expect(
      tell([
        start,
        replied({ text: 'I look.', toolCalls: [call('a'), call('b')] }),
        finished('a'),
        finished('b'),
        replied({ text: 'Done.' }),
      ]),
    ).toEqual({
      items: [
        instructions,
        user('Do it.'),
        { type: 'assistant', text: 'I look.' },
        asked('a'),
        asked('b'),
        result('a'),
        result('b'),
        { type: 'assistant', text: 'Done.' },
      ],
      shortened: 0,
    })
  })

  test('a message between a call and its result is delivered after the last result, in its order', () => {
    const facts = [
      start,
      replied({ toolCalls: [call('a'), call('b')] }),
      said('one'),
      finished('a'),
      said('two'),
      finished('b'),
    ]
    expect(tell(facts).items.slice(2)).toEqual([
      asked('a'),
      asked('b'),
      result('a'),
      result('b'),
      user('one'),
      user('two'),
    ])
  })

  test('a message while nothing is open is delivered where it came', () => {
    expect(tell([start, replied({ text: 'Hm.' }), said('Go on.')]).items.slice(2)).toEqual([
      { type: 'assistant', text: 'Hm.' },
      user('Go on.'),
    ])
  })

  test('a message before the first turn belongs to the task', () => {
    expect(tell([fact('session.created'), said('And tests.'), start]).items).toEqual([
      instructions,
      user('And tests.'),
      user('Do it.'),
    ])
  })

  test('calls that a new turn found open are answered first', () => {
    const facts = [
      start,
      replied({ toolCalls: [call('a')] }),
      said('Stop.'),
      fact('turn.started', { prompt: 'Again.' }),
    ]
    expect(tell(facts).items.slice(2)).toEqual([
      asked('a'),
      result('a', notRun),
      user('Stop.'),
      user('Again.'),
    ])
  })

  test('calls open at the end are answered, so that no provider refuses the request', () => {
    expect(tell([start, replied({ toolCalls: [call('a')] }), said('Hello?')]).items.slice(2)).toEqual([
      asked('a'),
      result('a', notRun),
      user('Hello?'),
    ])
  })

  test('an interrupted call is told as such, once', () => {
    const facts = [
      start,
      replied({ toolCalls: [call('a')] }),
      finished('a', 'Interrupted: so.'),
      finished('a', 'late'),
    ]
    expect(tell(facts).items.slice(2)).toEqual([asked('a'), result('a', 'Interrupted: so.')])
  })

  test('a failed request leaves nothing', () => {
    expect(tell([start, fact('model.requested'), fact('model.failed')]).items).toEqual([
      instructions,
      user('Do it.'),
    ])
  })
})

test('encrypted reasoning goes back to its provider; plain summaries do not', () => {
  expect(
    tell([replied({ text: 'So.', reasoning: 'Because.', encryptedReasoning: 'x' })]).items.slice(1),
  ).toEqual([
    { type: 'reasoning', summary: 'Because.', encrypted: 'x' },
    { type: 'assistant', text: 'So.' },
  ])
  expect(tell([replied({ text: 'So.', reasoning: 'Because.' })]).items.slice(1)).toEqual([
    { type: 'assistant', text: 'So.' },
  ])
})

describe('the window', () => {
  const blob = (id: string): LongText => ({ blob: id.repeat(64), bytes: 9, head: '' })
  const big = 'x'.repeat(10_000)
  const facts = [
    fact('turn.started', { prompt: big }),
    replied({ toolCalls: [call('a'), call('b')] }),
    finished('a', `first${big}end`),
    finished('b', `second${big}end`),
    said(big),
  ]
  test('nothing is cut while it fits', () => expect(tell(facts, 60_000).shortened).toBe(0))

  test('the oldest output is cut first, in its middle, and only as many as needed', () => {
    const { items, shortened } = tell(facts, 35_000)
    expect(shortened).toBe(1)
    const [first, second] = items.filter((item) => item.type === 'tool-result')
    expect(first!.output).toBe(
      `first${'x'.repeat(395)}\n[9208 characters of this old output left out]\n${'x'.repeat(397)}end`,
    )
    expect(second!.output).toBe(`second${big}end`)
  })

  test('what people and the host said is never cut, however small the window', () => {
    const { items, shortened } = tell(facts, 10)
    expect(shortened).toBe(2)
    expect(items.filter((item) => item.type === 'user')).toEqual([user(big), user(big)])
  })

  test('half a character at the cut does not leave the text broken', () => {
    const { items } = tell(
      [replied({ toolCalls: [call('a')] }), finished('a', '😀'.repeat(3_000)), start],
      10,
    )
    const output = items.find((item) => item.type === 'tool-result')!.output
    expect(output.isWellFormed()).toBe(true)
  })

  test('long texts that lie beside the log are asked for by name, all of them', () => {
    const long = [
      fact('turn.started', { prompt: blob('a') }),
      replied({
        text: blob('b'),
        reasoning: blob('c'),
        encryptedReasoning: blob('d'),
        toolCalls: [{ ...call('x'), arguments: blob('e') }],
      }),
      finished('x', blob('f')),
    ]
    expect(transcriptTexts(numbered(long))).toEqual(['a', 'b', 'c', 'd', 'e', 'f'].map(blob))
    expect(tell(long).items).toContainEqual(result('x', 'all of ff'))
  })
})
