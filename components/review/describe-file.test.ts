import { expect, test } from 'vitest'
import { describeFile, nameOfHunk } from './describe-file.ts'

const plain = {
  path: 'a',
  oldPath: null,
  status: 'modified' as const,
  oldMode: '100644',
  newMode: '100644',
  binary: false,
  added: 1,
  removed: 1,
}

test.each([
  [plain, []],
  [{ ...plain, status: 'added' as const, oldMode: null, removed: 0 }, ['new file']],
  [{ ...plain, status: 'added' as const, oldMode: null, added: 0, removed: 0 }, ['new file', 'empty']],
  [{ ...plain, status: 'added' as const, oldMode: null, newMode: '100755' }, ['new file', 'executable']],
  [{ ...plain, status: 'deleted' as const, newMode: null }, ['deleted']],
  [{ ...plain, status: 'renamed' as const, oldPath: 'b', added: 0, removed: 0 }, ['renamed from b']],
  [{ ...plain, status: 'mode' as const, newMode: '100755', added: 0, removed: 0 }, ['made executable']],
  [{ ...plain, oldMode: '100755' }, ['no longer executable']],
  [{ ...plain, binary: true, added: 0, removed: 0 }, ['binary']],
  [{ ...plain, newMode: '120000' }, ['file became a symlink']],
  [{ ...plain, oldMode: '120000', newMode: '120000' }, ['symlink']],
  [{ ...plain, oldMode: null, newMode: '160000', status: 'added' as const }, ['new submodule']],
])('%o is %j', (file, words) => {
  expect(describeFile(file)).toEqual(words)
})

test('hunks are named by the side that is left', () => {
  const range = { oldStart: 3, oldLines: 2, newStart: 5, newLines: 4, rows: 6 }
  expect(nameOfHunk('a', range)).toBe('a lines 5–8')
  expect(nameOfHunk('a', { ...range, newLines: 0 })).toBe('a lines 3–4')
  expect(nameOfHunk('a', { ...range, newLines: 1 })).toBe('a lines 5')
  expect(nameOfHunk('a', { ...range, rows: 0 })).toBe('a whole file')
})
