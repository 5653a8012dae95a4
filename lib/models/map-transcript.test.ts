// What is replayed to a provider: complete, without its ids, and in the narrow form that all servers take.

import { expect, test } from 'vitest'
import { toChatMessages, toResponsesInput } from './map-transcript.ts'
import type { TranscriptItem } from './model.ts'

const transcript: TranscriptItem[] = [
  { type: 'instructions', text: 'Be brief.' },
  { type: 'user', text: 'Go.' },
  { type: 'reasoning', summary: 'Hm.', encrypted: 'xyz' },
  { type: 'assistant', text: 'Going.' },
  { type: 'tool-call', callId: 'a', name: 'run', arguments: '{"x":1}' },
  { type: 'tool-call', callId: 'b', name: 'run', arguments: '{"x":' },
  { type: 'tool-result', callId: 'a', output: 'one' },
  { type: 'tool-result', callId: 'b', output: 'two' },
  { type: 'assistant', text: 'Done.' },
]
const broken = JSON.stringify({ unreadable_arguments: '{"x":' })

test('Chat: one reply is one message, and arguments that were never valid cannot break the server again', () => {
  expect(toChatMessages(transcript)).toEqual([
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Go.' },
    {
      role: 'assistant',
      content: 'Going.',
      tool_calls: [
        { id: 'a', type: 'function', function: { name: 'run', arguments: '{"x":1}' } },
        { id: 'b', type: 'function', function: { name: 'run', arguments: broken } },
      ],
    },
    { role: 'tool', tool_call_id: 'a', content: 'one' },
    { role: 'tool', tool_call_id: 'b', content: 'two' },
    { role: 'assistant', content: 'Done.' },
  ])
})

test('Responses: items in order, no ids, reasoning only where the endpoint takes it', () => {
  const { instructions, input } = toResponsesInput(transcript, false)
  expect(instructions).toBe('Be brief.')
  expect(input).toEqual([
    { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Go.' }] },
    { role: 'assistant', content: 'Going.' },
    { type: 'function_call', call_id: 'a', name: 'run', arguments: '{"x":1}' },
    { type: 'function_call', call_id: 'b', name: 'run', arguments: broken },
    { type: 'function_call_output', call_id: 'a', output: 'one' },
    { type: 'function_call_output', call_id: 'b', output: 'two' },
    { role: 'assistant', content: 'Done.' },
  ])
  expect(toResponsesInput(transcript, true).input[1]).toEqual({
    type: 'reasoning',
    summary: [{ type: 'summary_text', text: 'Hm.' }],
    encrypted_content: 'xyz',
  })
})
