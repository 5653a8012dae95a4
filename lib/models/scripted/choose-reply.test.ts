// A script must find its place again from the conversation alone, whatever interrupted it.

import { expect, test } from 'vitest'
import { chooseReply, UNKNOWN_REPOSITORY } from './choose-reply.ts'
import type { Conversation, Entry } from './conversation.ts'

const tools = new Set(['exec_command', 'apply_patch', 'read_file', 'search', 'update_plan'])
const task: Entry = { kind: 'user', text: 'Fix the price.' }

/** Plays the script; `answer` gives the output of each call, by its name and how many came before it. */
function play(
  answer: (name: string, number: number) => string,
  entries: Entry[] = [task],
  offered = tools,
): Entry[] {
  for (let replies = 0; replies < 30; replies += 1) {
    const conversation: Conversation = { model: 'scripted/bug-fix', tools: offered, entries }
    const reply = chooseReply(conversation, null)
    expect(chooseReply(structuredClone(conversation), null)).toEqual(reply)
    if (reply.say) entries.push({ kind: 'assistant', text: reply.say })
    const calls = reply.calls.map((call, at) => ({ ...call, callId: `c${entries.length}-${at}` }))
    for (const { callId, name, arguments: given } of calls) {
      entries.push({ kind: 'call', callId, name, arguments: JSON.stringify(given) })
    }
    for (const { callId, name } of calls) {
      const number = entries.filter((entry) => entry.kind === 'output').length
      entries.push({ kind: 'output', callId, text: answer(name, number) })
    }
    if (calls.length === 0) return entries
  }
  throw new Error('the script did not end')
}

const good = (name: string) =>
  name === 'read_file' ? '{"name": "parcel-prices"}' : 'Exit code: 0\nOutput:\n'
const callsIn = (entries: readonly Entry[]) =>
  entries.flatMap((entry) => (entry.kind === 'call' ? [`${entry.name} ${entry.arguments}`] : []))
const lastWords = (entries: readonly Entry[]) => entries.at(-1)

const smooth = play(good)

test('a call that was interrupted, anywhere, is repeated, and the script goes on to its usual end', () => {
  const number = smooth.filter((entry) => entry.kind === 'output').length
  for (let at = 0; at < number; at += 1) {
    for (const words of ['Interrupted: the runner stopped.', 'Not run: call it again.']) {
      const bumpy = play((name, count) => (count === at ? words : good(name)))
      expect(callsIn(bumpy)).toHaveLength(callsIn(smooth).length + 1)
      expect(new Set(callsIn(bumpy))).toEqual(new Set(callsIn(smooth)))
      expect(lastWords(bumpy)).toEqual(lastWords(smooth))
    }
  }
})

test('a patch that had been applied before the interruption counts as applied', () => {
  let patches = 0
  const bumpy = play((name) => {
    if (name !== 'apply_patch') return good(name)
    patches += 1
    return patches === 1
      ? 'Interrupted: the runner stopped.'
      : 'Exit code: 1\nOutput:\nThese lines were not found.'
  })
  expect(lastWords(bumpy)).toEqual(lastWords(smooth))
})

test('a patch that was refused ends the script', () => {
  const refused = play((name) => (name === 'apply_patch' ? 'Exit code: 1\nOutput:\nno' : good(name)))
  expect(lastWords(refused)).toMatchObject({ text: expect.stringContaining('was not applied') })
})

test('the file that names the project being unreadable is an unknown repository', () => {
  expect(lastWords(play(() => 'There is no file package.json.'))).toEqual({
    kind: 'assistant',
    text: UNKNOWN_REPOSITORY,
  })
})

test('a message in the middle of the work does not repeat or skip a step', () => {
  for (let at = 2; at < smooth.length; at += 1) {
    if (smooth[at - 1]!.kind !== 'output' || smooth[at]!.kind === 'output') continue
    const continued = play(good, [...smooth.slice(0, at), { kind: 'user', text: 'Mind the tests.' }])
    expect(callsIn(continued)).toEqual(callsIn(smooth))
    expect(
      continued.some((entry) => entry.kind === 'assistant' && entry.text.includes('"Mind the tests."')),
    ).toBe(true)
  }
})

test('an engine with a command and a patch only is served with these', () => {
  const entries = play(
    (name) => (name === 'exec_command' ? 'Exit code: 0\nOutput:\n"parcel-prices"' : good(name)),
    [task],
    new Set(['exec_command', 'apply_patch']),
  )
  expect(callsIn(entries)[0]).toBe('exec_command {"cmd":"cat package.json"}')
  expect(lastWords(entries)).toEqual(lastWords(smooth))
})

test('it claims passing tests only if the command said so', () => {
  const says = (output: string) => lastWords(play((name) => (name === 'exec_command' ? output : good(name))))
  expect(says('Exit code: 0\nOutput:\n')).toMatchObject({ text: expect.stringContaining('test passes') })
  expect(says('Exit code: 1\nOutput:\n')).toMatchObject({ text: expect.stringContaining('Some tests fail') })
  expect(says('Declined by a person.')).toMatchObject({ text: expect.stringContaining('could not be run') })
})
