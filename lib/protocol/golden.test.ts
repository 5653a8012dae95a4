// What was ever written must parse for ever, and unchanged. These files are only ever added to: a test that fails here
// means that old logs or old clients would break, and the schema is what has to give way.
import { expect, test } from 'vitest'
import { Command, sessionCommands } from './commands.ts'
import { eventData, parseFact } from './events.ts'
import commands from './fixtures/commands-1.json' with { type: 'json' }
import events from './fixtures/events-1.json' with { type: 'json' }

const examples = Object.entries(events).flatMap(([type, list]) =>
  list.map((data, index) => ({ type, data, index })),
)

test('every event type has a golden example, and every example a type', () => {
  expect(Object.keys(events).sort()).toEqual(Object.keys(eventData).sort())
  for (const list of Object.values(events)) expect(list.length).toBeGreaterThan(0)
})

test.each(examples)('$type $index parses and stays the same, byte for byte', ({ type, data }) => {
  const fact = parseFact(type, data)
  expect(fact.type).toBe(type)
  expect(JSON.stringify(fact.data)).toBe(JSON.stringify(data))
})

test('an event type that nobody knows is refused, not skipped', () => {
  expect(() => parseFact('session.exploded', {})).toThrow('unknown event type session.exploded')
})

test('every command has a golden example', () => {
  const named = new Set(commands.map((command) => command.type))
  expect([...named].sort()).toEqual(['session.create', ...Object.keys(sessionCommands)].sort())
})

test.each(commands)('the command $type parses and stays the same, byte for byte', (command) => {
  expect(JSON.stringify(Command.parse(command))).toBe(JSON.stringify(command))
})

test.each([
  ['message.post', { text: 'Hello' }, { text: 'Hello', mentions: [], interrupt: false }],
  ['session.cancel', {}, { reason: '' }],
  ['push.request', {}, { toTarget: false }],
])('%s keeps the defaults that clients rely on', (type, given, whole) => {
  const command = { type, commandId: 'c', sessionId: 's', data: given }
  expect(Command.parse(command)).toEqual({ ...command, data: whole })
})

test.each([
  ['an empty message', 'message.post', { text: '' }],
  ['a digest that is none', 'approval.decide', { approvalId: 'a', digest: 'abc', decision: 'approve' }],
  [
    'a decision nobody knows',
    'approval.decide',
    { approvalId: 'a', digest: 'a'.repeat(64), decision: 'maybe' },
  ],
  [
    'an empty plan',
    'approval.decide',
    {
      approvalId: 'a',
      digest: 'a'.repeat(64),
      decision: 'approve',
      edit: { kind: 'plan', summary: '', steps: [] },
    },
  ],
  [
    'line zero',
    'review.submit',
    {
      reviewId: 'r',
      decisions: [],
      comments: [{ commentId: 'c', path: 'p', side: 'new', line: 0, text: 't' }],
      next: 'keep',
    },
  ],
  ['a command nobody knows', 'session.explode', {}],
])('%s is refused', (_, type, data) => {
  expect(Command.safeParse({ type, commandId: 'c', sessionId: 's', data }).success).toBe(false)
})
