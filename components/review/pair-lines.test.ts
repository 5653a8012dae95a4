import { expect, test } from 'vitest'
import type { HunkLine } from '../../lib/review/hunk.ts'
import { numberLines, pairLines } from './pair-lines.ts'

const lines = (text: string): HunkLine[] =>
  text.split('\n').map((line) => ({
    kind: line[0] === '+' ? 'add' : line[0] === '-' ? 'remove' : 'context',
    text: line.slice(1),
  }))

test('numbers go on across removed and added lines', () => {
  const numbered = numberLines({ oldStart: 42, newStart: 40, lines: lines(' a\n-b\n+c\n+d\n e') })
  expect(numbered.map((line) => [line.oldLine, line.newLine])).toEqual([
    [42, 40],
    [43, null],
    [null, 41],
    [null, 42],
    [44, 43],
  ])
})

test('a new file has no old numbers', () => {
  const numbered = numberLines({ oldStart: 0, newStart: 1, lines: lines('+a\n+b') })
  expect(numbered.map((line) => [line.oldLine, line.newLine])).toEqual([
    [null, 1],
    [null, 2],
  ])
})

test('side by side puts replaced lines next to each other and leaves the rest of the shorter side empty', () => {
  const pairs = pairLines(numberLines({ oldStart: 1, newStart: 1, lines: lines(' a\n-b\n+c\n+d\n e') }))
  expect(pairs.map((pair) => [pair.left?.text ?? null, pair.right?.text ?? null])).toEqual([
    ['a', 'a'],
    ['b', 'c'],
    [null, 'd'],
    ['e', 'e'],
  ])
})

test('marks what changed inside a line, but not when little is common', () => {
  const [before, after] = numberLines({
    oldStart: 1,
    newStart: 1,
    lines: lines('-  pay(order.total, card)\n+  pay(order.total, card, { key })'),
  })
  expect(before!.changed).toBeNull()
  expect(after!.text.slice(...after!.changed!)).toBe(', { key }')
  const inserted = numberLines({
    oldStart: 1,
    newStart: 1,
    lines: lines('-  pay(order.total, card)\n+  if (old) {\n+  }\n+  pay(order.total, card, { key })'),
  })
  expect(inserted.map((line) => line.changed && line.text.slice(...line.changed))).toEqual([
    null,
    null,
    null,
    ', { key }',
  ])
  const [first, second] = numberLines({ oldStart: 1, newStart: 1, lines: lines('-abc\n+xyz') })
  expect([first!.changed, second!.changed]).toEqual([null, null])
})
