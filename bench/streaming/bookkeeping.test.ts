import { expect, test } from 'vitest'
import { eventOf, frameBytes } from './count-bytes.ts'
import { delays, followText } from './follow-text.ts'
import { splitReplies, textOf, tokenAt } from './token-text.ts'

test('text that arrives in order and once is neither lost nor repeated', () => {
  const text = followText('hello world')
  text.piece(0, 'hello')
  text.piece(5, ' world')
  text.end('hello world')
  expect(text.account).toEqual({ repeated: 0, wrong: 0, lost: 0 })
})

test.each<[string, (text: ReturnType<typeof followText>) => void, object]>([
  ['a piece that comes twice', (t) => [t.piece(0, 'hello'), t.piece(0, 'hello')], { repeated: 5 }],
  ['a piece that overlaps', (t) => [t.piece(0, 'hello'), t.piece(3, 'lo wo')], { repeated: 2 }],
  ['another letter', (t) => [t.piece(0, 'hallo')], { wrong: 1 }],
  ['an end that is cut off', (t) => t.end('hello wor'), { lost: 2 }],
  ['an end that says more', (t) => t.end('hello worldworld'), { repeated: 5 }],
  ['an end that says it otherwise', (t) => t.end('hello_world'), { wrong: 1 }],
])('%s is noticed', (_, happens, noticed) => {
  const text = followText('hello world')
  happens(text)
  expect(text.account).toEqual({ repeated: 0, wrong: 0, lost: 0, ...noticed })
})

test('a piece after a hole is not taken, and taken when it comes again', () => {
  const text = followText('hello world')
  text.piece(5, ' world')
  text.piece(0, 'hello')
  text.piece(5, ' world')
  expect(text.account).toEqual({ repeated: 0, wrong: 0, lost: 0 })
})

test('a token is there with the first arrival that holds all of it', () => {
  const arrivals = [
    { length: 4, at: 100 },
    { length: 9, at: 200 },
  ]
  expect(delays([2, 4, 5, 9], [90, 95, 99, 150], arrivals)).toEqual([10, 5, 101, 50])
  expect(delays([2, 12], [90, 95], arrivals)).toEqual([10])
})

test('frames as RFC 6455 measures them', () => {
  expect([0, 125, 126, 65_535, 65_536].map(frameBytes)).toEqual([2, 127, 130, 65_539, 65_546])
})

test.each([
  ['42["d",1,0,"text"]', 'd'],
  ['42["events","s",[]]', 'events'],
  ['430[{"ok":true}]', 'other'],
  ['2', 'other'],
])('%s is told apart', (packet, name) => {
  expect(eventOf(packet)).toBe(name)
})

test('replies cover every token once, and every token is ASCII', () => {
  for (const session of [0, 1, 17, 199]) {
    const replies = splitReplies(session, 700, 300)
    expect(replies[0]![0]).toBe(0)
    expect(replies.at(-1)![1]).toBe(700)
    for (const [index, [from]] of replies.entries()) if (index > 0) expect(from).toBe(replies[index - 1]![1])
    const text = replies.map((reply) => textOf(session, reply)).join('')
    expect(text).toBe(Array.from({ length: 700 }, (_, index) => tokenAt(session, index)).join(''))
    expect(text).toMatch(/^[\n -~]*$/)
  }
})
