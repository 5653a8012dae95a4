// What a signature is bound to: order does not matter, every fact does.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decisionsDigestInput, patchDigestInput } from './digest-input.ts'
import type { ChangedFile } from './hunk.ts'

const hunk = { id: 'h1', oldStart: 1, oldLines: 1, newStart: 1, newLines: 1, heading: '', lines: [] }
const file = (path: string, more: Partial<ChangedFile> = {}): ChangedFile => ({
  path,
  oldPath: null,
  status: 'modified',
  oldMode: '100644',
  newMode: '100644',
  oldBlob: 'a',
  newBlob: 'b',
  binary: false,
  added: 1,
  removed: 1,
  hunks: [hunk],
  ...more,
})
const patch = (...files: ChangedFile[]) => JSON.stringify(patchDigestInput(files))

test('the order of files and decisions does not matter', () => {
  expect(patch(file('a'), file('b'))).toBe(patch(file('b'), file('a')))
  const yes = { hunkId: 'h1', decision: 'accept' } as const
  const no = { hunkId: 'h2', decision: 'reject' } as const
  expect(decisionsDigestInput([yes, no])).toEqual(decisionsDigestInput([no, yes]))
})

test('a change of path, mode, blob, hunk or decision is another input', () => {
  const others = [
    file('b'),
    file('a', { oldPath: 'c' }),
    file('a', { newMode: '100755' }),
    file('a', { newBlob: 'c' }),
    file('a', { oldBlob: null }),
    file('a', { hunks: [{ ...hunk, id: 'h2' }] }),
  ]
  expect(new Set([file('a'), ...others].map((one) => patch(one))).size).toBe(others.length + 1)
  const decided = (decision: 'accept' | 'reject') => decisionsDigestInput([{ hunkId: 'h1', decision }])
  expect(decided('accept')).not.toEqual(decided('reject'))
})

test('any order of any files and decisions is the same input', () => {
  const path = fc.string({
    unit: fc.constantFrom('a', 'B', 'é', '\u{1f600}', '/', ' '),
    minLength: 1,
    maxLength: 4,
  })
  const files = fc.uniqueArray(
    path.map((one) => file(one)),
    { selector: (one) => one.path, maxLength: 6 },
  )
  const decisions = fc.uniqueArray(
    fc.record({ hunkId: path, decision: fc.constantFrom('accept' as const, 'reject' as const) }),
    { selector: (one) => one.hunkId, maxLength: 6 },
  )
  fc.assert(
    fc.property(files, decisions, fc.nat(5), (changed, decided, by) => {
      const turned = <T>(list: readonly T[]) => [...list.slice(by), ...list.slice(0, by)].reverse()
      expect(patch(...turned(changed))).toBe(patch(...changed))
      expect(decisionsDigestInput(turned(decided))).toEqual(decisionsDigestInput(decided))
      if (changed.length > 0) expect(patch(...changed.slice(1))).not.toBe(patch(...changed))
    }),
    { numRuns: 100, seed: 1 },
  )
})
