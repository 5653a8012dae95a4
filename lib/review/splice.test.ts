// Splicing by line numbers, on the files where searching for text goes wrong.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Hunk } from './hunk.ts'
import { spliceHunks } from './splice.ts'

const bytes = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0))
const text = (latin1: Uint8Array) => String.fromCharCode(...latin1)
const hunk = (id: string, oldStart: number, oldLines: number, newStart: number, newLines: number): Hunk => ({
  id,
  oldStart,
  oldLines,
  newStart,
  newLines,
  heading: '',
  lines: [],
})
const splice = (before: string, after: string, hunks: Hunk[], accepted: string[]) =>
  text(spliceHunks(bytes(before), bytes(after), hunks, new Set(accepted)))

const BEFORE = 'x\r\nx\nx\nx\nx'
const AFTER = 'y\r\nx\nx\nx\ny\n'
const HUNKS = [hunk('first', 1, 1, 1, 1), hunk('last', 5, 1, 5, 1)]

test('repeated lines, CRLF and a missing final newline stay exact for every subset', () => {
  expect(splice(BEFORE, AFTER, HUNKS, [])).toBe(BEFORE)
  expect(splice(BEFORE, AFTER, HUNKS, ['first'])).toBe('y\r\nx\nx\nx\nx')
  expect(splice(BEFORE, AFTER, HUNKS, ['last'])).toBe('x\r\nx\nx\nx\ny\n')
  expect(splice(BEFORE, AFTER, HUNKS, ['last', 'first'])).toBe(AFTER)
})

test('empty sides: a new file, an emptied file, an insertion without context', () => {
  expect(splice('', 'a\nb', [hunk('h', 0, 0, 1, 2)], ['h'])).toBe('a\nb')
  expect(splice('a\nb', '', [hunk('h', 1, 2, 0, 0)], ['h'])).toBe('')
  expect(splice('a\nc\n', 'a\nb\nc\n', [hunk('h', 1, 0, 2, 1)], ['h'])).toBe('a\nb\nc\n')
  expect(splice('a\nb\nc\n', 'a\nc\n', [hunk('h', 2, 1, 1, 0)], ['h'])).toBe('a\nc\n')
})

test('bytes that are no text come through', () => {
  expect(splice('\xff\n\0\n', '\xfe\n\0\n', [hunk('h', 1, 1, 1, 1)], ['h'])).toBe('\xfe\n\0\n')
})

test('hunks that do not fit the files are refused, never bent', () => {
  expect(() => splice('a\n', 'b\n', [hunk('h', 5, 1, 1, 1)], ['h'])).toThrow(RangeError)
  expect(() => splice(BEFORE, AFTER, [HUNKS[1]!, HUNKS[0]!], ['first', 'last'])).toThrow(RangeError)
})

/** Lines of any bytes; only the last line of a file may lack its end. */
const line = fc.string({ unit: fc.constantFrom('a', '\r', '\0', '\xff', ' '), maxLength: 3 })
const lines = (min: number) => fc.array(line, { minLength: min, maxLength: 4 })
/** What stays, then a change: nothing but changes can touch each other, and git would make one hunk of two that do. */
const stretch = fc
  .record({ same: lines(1), before: lines(0), after: lines(0), accepted: fc.boolean() })
  .filter(({ before, after }) => before.length + after.length > 0)

test('any files, any subset: each accepted hunk is there, no other is, and all else is untouched', () => {
  fc.assert(
    fc.property(fc.array(stretch, { maxLength: 6 }), lines(0), (stretches, rest) => {
      const end = (list: string[]) => list.map((one) => `${one}\n`).join('')
      const sides = { before: '', after: '', chosen: '' }
      const counts = { before: 0, after: 0 }
      const hunks: Hunk[] = []
      const accepted = new Set<string>()
      for (const [index, { same, before, after, accepted: yes }] of stretches.entries()) {
        counts.before += same.length
        counts.after += same.length
        const id = `h${index}`
        const at = (count: number, length: number) => (length === 0 ? count : count + 1)
        const [from, to] = [at(counts.before, before.length), at(counts.after, after.length)]
        hunks.push(hunk(id, from, before.length, to, after.length))
        if (yes) accepted.add(id)
        counts.before += before.length
        counts.after += after.length
        sides.before += end(same) + end(before)
        sides.after += end(same) + end(after)
        sides.chosen += end(same) + end(yes ? after : before)
      }
      for (const side of ['before', 'after', 'chosen'] as const) sides[side] += rest.join('\n')
      expect(splice(sides.before, sides.after, hunks, [...accepted])).toBe(sides.chosen)
    }),
    { numRuns: 300, seed: 1 },
  )
})
