import { expect, test } from 'vitest'
import type { FileChanges, HunkHead } from '../../lib/review/changes-answer.ts'
import { buildBlocks, findBlock, listSpots, moveSpot } from './build-blocks.ts'

const hunk = (id: string, rows: number): HunkHead => ({
  id,
  rows,
  oldStart: 1,
  oldLines: 0,
  newStart: 1,
  newLines: rows,
  heading: '',
  lines: [],
})
const file = (path: string, ...hunks: HunkHead[]): FileChanges => ({
  path,
  oldPath: null,
  status: 'modified',
  oldMode: '100644',
  newMode: '100644',
  oldBlob: 'a',
  newBlob: 'b',
  binary: false,
  added: 0,
  removed: 0,
  complete: false,
  hunks,
})
const open = { opened: new Set<string>(), closed: new Set<string>() }

test('pieces of a hunk cover every line once, the first with its header', () => {
  const blocks = buildBlocks([file('a', hunk('1', 150))], open)
  expect(
    blocks.map((one) => (one.kind === 'lines' ? [one.from, one.to, one.first, one.last] : one.kind)),
  ).toEqual(['file', [0, 60, true, false], [60, 120, false, false], [120, 150, false, true]])
})

test('a hunk without lines still has a block to decide on', () => {
  expect(buildBlocks([file('a', hunk('1', 0))], open)[1]).toMatchObject({
    kind: 'lines',
    from: 0,
    to: 0,
    first: true,
    last: true,
  })
})

test('long hunks fold until opened, closed files show their head alone', () => {
  const files = [file('a', hunk('1', 401)), file('lock', hunk('2', 9), hunk('3', 9))]
  const folded = buildBlocks(files, { opened: new Set(), closed: new Set(['lock']) })
  expect(folded.map((one) => one.kind)).toEqual(['file', 'folded', 'file', 'closed'])
  expect(buildBlocks(files, { opened: new Set(['1']), closed: new Set() })).toHaveLength(1 + 7 + 1 + 2)
  expect(findBlock(folded, 0, 0)).toBe(1)
  expect(findBlock(folded, 1, null)).toBe(2)
  expect(findBlock(folded, 1, 0)).toBe(-1)
})

test('keys walk hunks and files and stay at the ends', () => {
  const spots = listSpots([file('a', hunk('1', 1), hunk('2', 1)), file('b', hunk('3', 1))])
  expect(moveSpot(spots, null, 'hunk', 1)).toEqual(spots[0])
  expect(moveSpot(spots, spots[1]!, 'hunk', 1)).toEqual(spots[2])
  expect(moveSpot(spots, spots[2]!, 'hunk', 1)).toEqual(spots[2])
  expect(moveSpot(spots, spots[0]!, 'file', 1)).toEqual(spots[2])
  expect(moveSpot(spots, spots[2]!, 'file', -1)).toEqual(spots[0])
  expect(moveSpot([], null, 'hunk', 1)).toBeNull()
})
