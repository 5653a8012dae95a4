// Names of files: any bytes become text and come back.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { joinNul, nameToText, splitNul, textToName } from './path-name.ts'

const anyName = fc
  .array(fc.integer({ min: 1, max: 255 }), { minLength: 1 })
  .map((codes) => String.fromCharCode(...codes))

test('every name comes back, two names never share a text, and the text is well formed', () => {
  fc.assert(
    fc.property(anyName, anyName, (one, other) => {
      expect(textToName(nameToText(one))).toBe(one)
      expect(nameToText(one).isWellFormed()).toBe(true)
      expect(nameToText(one) === nameToText(other)).toBe(one === other)
    }),
  )
})

test('UTF-8 names are themselves', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (name) => {
      fc.pre(!name.startsWith('"') && !name.includes('\0'))
      expect(nameToText(Buffer.from(name).toString('latin1'))).toBe(name)
    }),
  )
})

test('lists separated by NUL', () => {
  expect(splitNul(joinNul(['a', '\xff\n']))).toEqual(['a', '\xff\n'])
  expect(splitNul(Buffer.alloc(0))).toEqual([])
})
