import { expect, test } from 'vitest'
import type { Event } from './events.ts'
import { leaveOut, putBack } from './streamed-texts.ts'

const about = { seq: 7, sessionId: 's', version: 1, at: '2026-01-01T00:00:00.000Z' }
const actor = { kind: 'runner' as const, runId: 'run', epoch: 1 }
const long = 'All the words that were said, one after the other. '.repeat(5)

const finished = (output: string): Event => ({
  ...about,
  actor,
  type: 'tool.finished',
  data: { callId: 'c', outcome: 'ok', exitCode: 0, output, durationMs: 1, paths: [] },
})
const streamed = (text: string) => (itemId: string) => (itemId === 'c.output' ? text : null)
const have = (text: string) => (itemId: string) => (itemId === 'c.output' ? text : '')

test('what streamed is left out wherever it stands, and put back by whoever has at least that', () => {
  const event = finished(`Exit code: 0\nOutput:\n${long}the end 🙂`)
  const { event: short, held } = leaveOut(event, streamed(long))
  expect(JSON.stringify([short, held]).length).toBeLessThan(JSON.stringify(event).length)
  expect(putBack(short, held, have(long))).toEqual(event)
  expect(putBack(short, held, have(`${long}and more`))).toEqual(event)
})

test.each([
  ['nothing', ''],
  ['too little', long.slice(0, -1)],
  ['something else', long.replace('words', 'sword')],
])('who has %s has to ask', (_, text) => {
  const { event, held } = leaveOut(finished(`${long}.`), streamed(long))
  expect(putBack(event, held, have(text))).toBeNull()
})

test.each([
  ['did not stream', null],
  ['streamed otherwise', `other ${long}`],
  ['is too short to matter', 'All the words'],
])('a text that %s stays', (_, text) => {
  const event = finished(long)
  expect(leaveOut(event, () => text)).toEqual({ event, held: [] })
  expect(putBack(event, [], have(''))).toBe(event)
})

test('both texts of a reply and the outputs of checks are found by their items', () => {
  const reply: Event = {
    ...about,
    actor,
    type: 'model.replied',
    data: {
      requestId: 'r',
      text: `${long}A`,
      reasoning: `${long}B`,
      encryptedReasoning: null,
      toolCalls: [],
      usage: null,
      costUsd: null,
      finish: 'stop',
      repairs: [],
    },
  }
  const { event, held } = leaveOut(reply, () => long)
  expect(held.map(([, itemId]) => itemId)).toEqual(['r.text', 'r.reasoning'])
  expect(putBack(event, held, () => long)).toEqual(reply)
})
