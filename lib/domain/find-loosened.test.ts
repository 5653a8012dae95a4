// What a change does to tests, told from its paths and lines.
import { describe, expect, test } from 'vitest'
import type { ChangedFile, HunkLine } from '../review/hunk.ts'
import { decidesChecks, findLoosened, isTestPath, judgedByBase } from './find-loosened.ts'

function file(own: Partial<ChangedFile>, lines: [HunkLine['kind'], string][] = []): ChangedFile {
  return {
    path: 'test/a.test.js',
    oldPath: null,
    status: 'modified',
    oldMode: '100644',
    newMode: '100644',
    oldBlob: 'b'.repeat(40),
    newBlob: 'a'.repeat(40),
    binary: false,
    hunks: [
      {
        id: 'h',
        oldStart: 1,
        oldLines: 1,
        newStart: 1,
        newLines: 1,
        heading: '',
        lines: lines.map(([kind, text]) => ({ kind, text })),
      },
    ],
    ...own,
  } as ChangedFile
}

describe('where tests live', () => {
  test.each([
    'test/a.js',
    'tests/deep/a.py',
    'testsuite/k2.err',
    'regress/html/a.md',
    'src/__tests__/a.tsx',
    'src/a.test.ts',
    'src/a_test.go',
    'lib/a_spec.rb',
    'test_a.py',
    'pkg/conftest.py',
    'src/test/java/FooTest.java',
    't/basic.t',
    'spec/a.rb',
  ])('%s', (path) => expect(isTestPath(path)).toBe(true))
  test.each(['src/a.ts', 'src/latest.ts', 'contest/a.js', 'attest.py', 'README.md', 'src/protest.go'])(
    'not %s',
    (path) => expect(isTestPath(path)).toBe(false),
  )
  test.each([
    'package.json',
    'packages/a/tsconfig.json',
    'pytest.ini',
    '.github/workflows/ci.yml',
    'Makefile',
  ])('what decides how they run: %s', (path) =>
    expect([isTestPath(path), decidesChecks(path)]).toEqual([false, true]),
  )
})

describe('assertions that went away', () => {
  test.each<[string, [HunkLine['kind'], string][], number]>([
    ['one removed', [['remove', '  assert.equal(price, 507)']], 1],
    [
      'one for one',
      [
        ['remove', 'expect(a).toBe(1)'],
        ['add', 'expect(a).toBe(2)'],
      ],
      0,
    ],
    [
      'two for one',
      [
        ['remove', 'expect(a).toBe(1)'],
        ['remove', 'ok(b)'],
        ['add', 'expect(a).toBe(2)'],
      ],
      1,
    ],
    ['more than before', [['add', 'expect(a).toBe(2)']], 0],
    [
      'lines that only look near',
      [
        ['remove', 'const expected = 4'],
        ['remove', '// should we?'],
      ],
      0,
    ],
    ['context is no change', [['context', 'expect(a).toBe(1)']], 0],
    ['python', [['remove', '    self.assertEqual(a, 1)']], 1],
    ['python without parentheses', [['remove', '    assert price == 507']], 1],
    ['rust', [['remove', '    assert_eq!(a, 1);']], 1],
    ['perl', [['remove', 'cmp_ok($a, "==", 1);']], 1],
    ['java', [['remove', 'assertEquals(1, a);']], 1],
    ['c', [['remove', 'ck_assert_int_eq(a, 1);']], 1],
  ])('%s', (_, lines, removedAssertions) => {
    const expected = removedAssertions > 0 ? [{ path: 'test/a.test.js', removedAssertions }] : []
    expect(findLoosened([file({}, lines)])).toEqual(expected)
  })

  const gone: [HunkLine['kind'], string][] = [['remove', 'assert.ok(true)']]
  test('in a test that was deleted, or renamed away', () => {
    expect(findLoosened([file({ status: 'deleted', newBlob: null }, gone)])).toEqual([
      { path: 'test/a.test.js', removedAssertions: 1 },
    ])
    const moved = file({ status: 'renamed', oldPath: 'test/a.test.js', path: 'old/a.txt' }, gone)
    expect(findLoosened([moved])).toEqual([{ path: 'old/a.txt', removedAssertions: 1 }])
  })
  test('not in a new test, nor in code', () => {
    expect(findLoosened([file({ status: 'added', oldBlob: null }, gone)])).toEqual([])
    expect(findLoosened([file({ path: 'src/a.js' }, gone)])).toEqual([])
  })
})

test('the base judges by its own version of tests and configuration that changed, not by new ones', () => {
  const changed = file({})
  const config = file({ path: 'package.json' })
  const deleted = file({ status: 'deleted', newBlob: null })
  const renamed = file({ status: 'renamed', oldPath: 'test/b.test.js', path: 'src/b.js' })
  const added = file({ status: 'added', oldBlob: null })
  const code = file({ path: 'src/a.js' })
  expect(judgedByBase([changed, config, deleted, renamed, added, code])).toEqual([
    changed,
    config,
    deleted,
    renamed,
  ])
})
