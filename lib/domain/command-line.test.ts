import { expect, it } from 'vitest'
import { commandLine } from './command-line.ts'

it('writes a command as it would be typed', () => {
  expect(commandLine(['/bin/sh', '-c', 'npm view x | head'])).toBe('npm view x | head')
  expect(commandLine(['bash', '-lc', 'a; b'])).toBe('a; b')
  expect(commandLine(['git', 'log', "it's", 'a b'])).toBe(`git log 'it'\\''s' 'a b'`)
})
