import { expect, test } from 'vitest'
import { groupOf, orderFiles } from './order-files.ts'

test.each([
  ['test/charge.test.ts', 'tests'],
  ['src/price_test.go', 'tests'],
  ['tests/unit/conftest.py', 'tests'],
  ['src/test_price.py', 'tests'],
  ['.github/workflows/ci.yml', 'tests'],
  ['vitest.config.ts', 'tests'],
  ['src/PriceTest.java', 'tests'],
  ['src/charge.ts', 'code'],
  ['src/contest.ts', 'code'],
  ['src/latest.ts', 'code'],
  ['README.md', 'code'],
  ['package.json', 'tests'],
  ['package-lock.json', 'folded'],
  ['web/yarn.lock', 'folded'],
  ['test/__snapshots__/a.test.ts.snap', 'folded'],
  ['dist/app.min.js', 'folded'],
])('%s is %s', (path, group) => {
  expect(groupOf(path)).toBe(group)
})

test('a loosened test comes before other tests, even when its name does not say so', () => {
  const files = ['a.ts', 'go.sum', 'test/b.test.ts', 'src/verify.ts'].map((path) => ({ path }))
  expect(orderFiles(files, new Set(['src/verify.ts'])).map((file) => file.path)).toEqual([
    'src/verify.ts',
    'test/b.test.ts',
    'a.ts',
    'go.sum',
  ])
})
