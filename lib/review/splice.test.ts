// Splicing by line numbers, on the files where searching for text goes wrong.

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
