import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sha256 } from './sha256.ts'

const platform = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex')

test.each([0, 1, 55, 56, 63, 64, 65, 119, 120, 32_768])('%i letters, as the platform does it', (length) => {
  const text = 'ab🙂'.repeat(length).slice(0, length)
  expect(sha256(text.toWellFormed())).toBe(platform(text.toWellFormed()))
})

test('any text, as the platform does it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      expect(sha256(text.toWellFormed())).toBe(platform(text.toWellFormed()))
    }),
  )
})
