import { expect, test } from 'vitest'
import { parseOptions, sections } from './options.ts'

test('without a name all sections, in their order; with names only those', () => {
  expect(parseOptions([])).toEqual({
    chosen: [...sections],
    sessions: 200,
    seconds: 60,
    results: true,
  })
  const chosen = parseOptions(['memory', 'append', '--sessions', '20', '--no-results'])
  expect(chosen).toMatchObject({ chosen: ['append', 'memory'], sessions: 20, results: false })
  expect(parseOptions(['--help'])).toBeNull()
})

test.each([
  [['walking'], 'There is no section "walking"'],
  [['--sessions', '201'], 'from 1 to 200'],
  [['--seconds', 'ten'], 'from 1 to 60'],
  [['--quick'], 'Usage'],
])('%j is refused with a sentence', (args, sentence) => {
  expect(() => parseOptions(args)).toThrow(sentence)
})
