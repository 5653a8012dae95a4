import { describe, expect, test } from 'vitest'
import { completeMention, mentionAt, mentionsIn } from './mentions.ts'

describe('the mention at the caret', () => {
  test('is what stands between the sign and the caret', () => {
    const text = 'Fix @src/pri please'
    expect(mentionAt(text, 12)).toEqual({ from: 4, to: 12, typed: 'src/pri' })
    expect(mentionAt(text, 8)).toEqual({ from: 4, to: 12, typed: 'src' })
    expect(mentionAt(text, 15)).toBeNull()
  })
  test('begins a word, so that an e-mail address is none', () => {
    expect(mentionAt('me@example', 10)).toBeNull()
    expect(mentionAt('(@', 2)).toEqual({ from: 1, to: 2, typed: '' })
  })
  test('is replaced by a path, with one space after it', () => {
    expect(completeMention('Fix @pri', { from: 4, to: 8, typed: 'pri' }, 'src/price.js')).toEqual({
      text: 'Fix @src/price.js ',
      caret: 18,
    })
    expect(completeMention('@a b', { from: 0, to: 2, typed: 'a' }, 'x').text).toBe('@x b')
  })
})

test('a text names each path once, without the stop after it', () => {
  expect(mentionsIn('See @README.md, (@src/a.js) and @README.md. me@example.org')).toEqual([
    'README.md',
    'src/a.js',
  ])
})
