// Lines that only a merge may write are found whatever their case and line breaks, and nothing else is.
import { expect, test } from 'vitest'
import { findReservedTrailer, withoutReservedTrailers } from './reserved-trailer.ts'

test.each([
  ['Good\n\nCountersign-Run: 1', 'Countersign-Run: 1'],
  ['Good\r\ncountersign-x :y\r\nmore', 'countersign-x :y'],
  ['Good\rCOUNTERSIGN-: a', 'COUNTERSIGN-: a'],
  [
    'Countersign-ready: this is about countersign-run: nothing',
    'Countersign-ready: this is about countersign-run: nothing',
  ],
  ['See countersign-run: 1', null],
  ['Reviewed-by: Ada', null],
])('%j', (message, found) => {
  expect(findReservedTrailer(message)).toBe(found)
  expect(findReservedTrailer(withoutReservedTrailers(message))).toBeNull()
})

test('the rest of a message stays as it is', () => {
  expect(withoutReservedTrailers('A title\n\nCountersign-Run: 1\nWords.\n')).toBe('A title\n\nWords.')
  expect(withoutReservedTrailers('Countersign-Run: 1')).toBe('')
})
