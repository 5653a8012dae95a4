import { expect, test } from 'vitest'
import type { Measured } from './figure.ts'
import { median, percentile, write, writeRatio } from './summarize.ts'
import { mergeParts, renderPart } from './write-results.ts'

test('a percentile is a value that was measured, and does not depend on the order', () => {
  const values = Array.from({ length: 100 }, (_, index) => 100 - index)
  expect(percentile(values, 0.5)).toBe(50)
  expect(percentile(values, 0.95)).toBe(95)
  expect(percentile(values, 1)).toBe(100)
  expect(percentile([7], 0.95)).toBe(7)
  expect(percentile([1, 2], 0.95)).toBe(2)
  expect(percentile([], 0.95)).toBeNaN()
})

test('a median lies in the middle', () => {
  expect(median([9, 1, 5])).toBe(5)
  expect(median([10, 2, 4, 8])).toBe(6)
})

test.each([
  [0.012345, '0.0123'],
  [4.5678, '4.57'],
  [99.96, '100'],
  [12345.6, '12,346'],
  [Number.NaN, 'none'],
])('%d is written %s', (value, text) => {
  expect(write(value)).toBe(text)
})

test('a ratio says against what', () => {
  expect(writeRatio(5, 2, 'a bare INSERT')).toBe('2.5 × a bare INSERT')
})

const found = (measured: string, kept: boolean | null): Measured => ({
  how: ['How.'],
  figures: [
    { name: 'a | b', measured, ratio: null, promised: kept === null ? null : 'at most 1', kept, load: 1.25 },
  ],
  notes: ['A note.'],
})
const date = new Date('2026-03-04T05:06:07Z')
const part = (section: string, measured: string, kept: boolean | null = null) =>
  renderPart(section, date, ['A machine'], found(measured, kept))

test('a part has its date, machine, table and notes', () => {
  const text = part('open', '2 s', false)
  expect(text).toContain('## open\n\n2026-03-04 05:06 UTC. A machine.\n')
  expect(text).toContain('| a \\| b | 2 s |  | at most 1 | **no** | 1.3 |\n\n- A note.')
  expect(part('open', '2 s', true)).toContain('| yes |')
  expect(part('open', '2 s')).toContain('|  |  |  | 1.3 |')
})

test('a section that is run again replaces its own part and no other, in the usual order', () => {
  const order = ['one', 'two', 'three']
  const first = mergeParts(
    '',
    new Map([
      ['three', part('three', 'c')],
      ['one', part('one', 'a')],
    ]),
    order,
  )
  expect(first.indexOf('## one')).toBeLessThan(first.indexOf('## three'))
  const second = mergeParts(
    first,
    new Map([
      ['one', part('one', 'new')],
      ['two', part('two', 'b')],
    ]),
    order,
  )
  expect([...second.matchAll(/^## (.*)$/gm)].map(([, name]) => name)).toEqual(order)
  expect(second).toContain('| new |')
  expect(second).not.toContain('| a |')
  expect(mergeParts(second, new Map(), order)).toBe(second)
})
