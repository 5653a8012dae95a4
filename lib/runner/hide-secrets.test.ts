// A secret is hidden wherever it stands and however its pieces come; everything else stays as it is.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hideSecrets } from './hide-secrets.ts'

const hider = hideSecrets({ TOKEN: 'abcabd', LONG: 'abcabdx', SHORT: 'abc', EMPTY: '' })

test.each([
  ['key=abcabd\n', 'key=[secret TOKEN]\n'],
  ['abcabdx and abcabd', '[secret LONG] and [secret TOKEN]'],
  ['abcabcabd', 'abc[secret TOKEN]'],
  ['abc stays: too short to be told from words', 'abc stays: too short to be told from words'],
])('%j', (text, shown) => expect(hider.hide(text)).toBe(shown))

test('pieces, however cut, join to the hidden whole', () => {
  const one = hideSecrets({ TOKEN: 'abcabd' })
  const text = fc
    .array(fc.constantFrom('a', 'b', 'c', 'd', 'abcabd', '\n'), { maxLength: 40 })
    .map((parts) => parts.join(''))
  fc.assert(
    fc.property(fc.array(text), (cut) => {
      const pieces = one.pieces()
      const joined = cut.map((piece) => pieces.push(piece)).join('') + pieces.end()
      expect(joined).toBe(one.hide(cut.join('')))
    }),
  )
})

test('without secrets nothing is held back', () => {
  const pieces = hideSecrets({}).pieces()
  expect(pieces.push('abc')).toBe('abc')
  expect(pieces.end()).toBe('')
})
