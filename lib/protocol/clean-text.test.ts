// Cleaning must make any string fit for the log, and must not depend on how a stream was cut.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cleanPieces, cleanText } from './clean-text.ts'

const anyUnits = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 60 })
  .map((units) => String.fromCharCode(...units))
const nastyUnits = fc
  .array(fc.constantFrom('\u0000', '\ud83d', '\ude00', 'a', '\ufffd', 'é'), { maxLength: 40 })
  .map((units) => units.join(''))

test('NUL and lone surrogates are replaced where they stand; pairs stay', () => {
  expect(cleanText('a\u0000b')).toBe('a\u2400b')
  expect(cleanText('x\ud83dy\ude00z')).toBe('x\ufffdy\ufffdz')
  expect(cleanText('😀')).toBe('😀')
})

test('any text becomes well formed, keeps its length, and is stable', () => {
  fc.assert(
    fc.property(fc.oneof(anyUnits, nastyUnits), (text) => {
      const clean = cleanText(text)
      expect(clean.isWellFormed()).toBe(true)
      expect(clean).not.toContain('\u0000')
      expect(clean).toHaveLength(text.length)
      expect(cleanText(clean)).toBe(clean)
    }),
  )
})

test('pieces, however cut, join to the cleaned whole', () => {
  fc.assert(
    fc.property(fc.array(nastyUnits), (pieces) => {
      const cleaner = cleanPieces()
      const joined = pieces.map((piece) => cleaner.push(piece)).join('') + cleaner.end()
      expect(joined).toBe(cleanText(pieces.join('')))
    }),
  )
})
