import { expect, test } from 'vitest'
import { open, projectSecretPlace, seal } from './seal.ts'

const secret = 'a secret of thirty-two characters'
const place = projectSecretPlace('p1', 'NPM_TOKEN')

test('what was sealed opens again, and twice the same text looks different', () => {
  const one = seal('käse', place, secret)
  expect(open(one, place, secret)).toBe('käse')
  expect(open(seal('', place, secret), place, secret)).toBe('')
  expect(Buffer.from(one).equals(Buffer.from(seal('käse', place, secret)))).toBe(false)
  expect(Buffer.from(one).includes('käse')).toBe(false)
})

test('another secret, another place or a changed byte opens nothing', () => {
  const sealed = seal('text', place, secret)
  expect(open(sealed, place, `${secret}.`)).toBeNull()
  expect(open(sealed, projectSecretPlace('p2', 'NPM_TOKEN'), secret)).toBeNull()
  for (const index of sealed.keys()) {
    const changed = Uint8Array.from(sealed)
    changed[index]! ^= 1
    expect(open(changed, place, secret)).toBeNull()
  }
  expect(open(new Uint8Array(3), place, secret)).toBeNull()
})
