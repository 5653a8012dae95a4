import { expect, test } from 'vitest'
import { isReachableFromBeyond, isSetupToken, setupToken } from './setup-token.ts'

test('the token is 32 hexadecimal characters and depends on the secret alone', () => {
  expect(setupToken('one secret')).toMatch(/^[0-9a-f]{32}$/)
  expect(setupToken('one secret')).toBe(setupToken('one secret'))
  expect(setupToken('one secret')).not.toBe(setupToken('another secret'))
})

test('only the exact token opens the door', () => {
  const token = setupToken('one secret')
  expect(isSetupToken('one secret', token)).toBe(true)
  for (const wrong of ['', token.slice(1), `${token}0`, setupToken('another secret'), 'é'.repeat(16)]) {
    expect(isSetupToken('one secret', wrong)).toBe(false)
  }
})

test.each([
  ['127.0.0.1', 'http://localhost:4310', false],
  ['localhost', 'http://127.0.0.1:4310', false],
  ['::1', 'http://[::1]:4310', false],
  ['0.0.0.0', 'http://localhost:4310', true],
  ['192.168.1.5', 'http://192.168.1.5:4310', true],
  ['127.0.0.1', 'https://countersign.example.com', true],
])('a server on %s, known as %s, is reachable from beyond: %s', (host, publicUrl, expected) => {
  expect(isReachableFromBeyond({ host, publicUrl })).toBe(expected)
})
