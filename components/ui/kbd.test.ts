import { expect, test } from 'vitest'
import { ariaKeys, nameOfKeys } from './kbd.tsx'

test('keys are named as the keyboard shows them', () => {
  expect(nameOfKeys('$mod+k', 'apple')).toBe('⌘K')
  expect(nameOfKeys('$mod+k', 'other')).toBe('Ctrl K')
  expect(nameOfKeys('g w', 'other')).toBe('G W')
  expect(nameOfKeys('Shift+a', 'apple')).toBe('⇧A')
  expect(nameOfKeys('[Shift]+?', 'other')).toBe('?')
})

test('assistive technology gets its own spelling', () => {
  expect(ariaKeys('$mod+Enter')).toBe('Control+Enter')
  expect(ariaKeys('[Shift]+?')).toBe('?')
  expect(ariaKeys(undefined)).toBeUndefined()
})
