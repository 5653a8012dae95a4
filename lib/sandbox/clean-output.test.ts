import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createOutputCleaner } from './clean-output.ts'

function clean(...chunks: number[][]): string {
  const cleaner = createOutputCleaner()
  return chunks.map((chunk) => cleaner.push(Uint8Array.from(chunk))).join('') + cleaner.end()
}

test('a character that is cut by a chunk border comes out whole', () => {
  expect(clean([0xe2, 0x82], [0xac], [0xf0, 0x9f], [0x98, 0x80])).toBe('€😀')
})

test('invalid bytes become U+FFFD, NUL becomes visible, a cut at the end is not lost', () => {
  expect(clean([0x61, 0xff, 0x00, 0x62])).toBe('a\ufffd\u2400b')
  expect(clean([0x61, 0xe2, 0x82])).toBe('a\ufffd')
})

test('surrogates written as bytes never come out as surrogates', () => {
  expect(clean([0xed, 0xa0, 0x80]).isWellFormed()).toBe(true)
})

test('any bytes in any pieces give the same well-formed text without NUL', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 8 }), { maxLength: 8 }), (chunks) => {
      const text = clean(...chunks.map((chunk) => [...chunk]))
      expect(text.isWellFormed()).toBe(true)
      expect(text).not.toContain('\0')
      expect(text).toBe(clean(chunks.flatMap((chunk) => [...chunk])))
    }),
  )
})
