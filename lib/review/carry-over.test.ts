import { diffArrays, structuredPatch } from 'diff'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type ChangeLines,
  carryOver,
  changedLines,
  countAll,
  noLines,
  uniteLines,
  unreadLines,
} from './carry-over.ts'
import type { ChangedFile } from './hunk.ts'
import { countLines, type LineRange, moveThrough, normalize, subtract } from './line-ranges.ts'

const asSet = (ranges: readonly LineRange[]) =>
  new Set(ranges.flatMap(([start, end]) => Array.from({ length: end - start }, (_, index) => start + index)))

/** A changed file as git would show it, made by another program. */
function change(path: string, before: readonly string[], after: readonly string[]): ChangedFile[] {
  if (before.join('\n') === after.join('\n') && before.length === after.length) return []
  const text = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('')
  const { hunks } = structuredPatch(path, path, text(before), text(after), '', '', { context: 3 })
  return [
    {
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
      hunks: hunks.map((hunk) => ({
        id: '',
        heading: '',
        // As git prints them: an empty side names the line before it.
        oldStart: hunk.oldLines === 0 ? hunk.oldStart - 1 : hunk.oldStart,
        oldLines: hunk.oldLines,
        newStart: hunk.newLines === 0 ? hunk.newStart - 1 : hunk.newStart,
        newLines: hunk.newLines,
        lines: hunk.lines.map((line) => ({
          kind:
            line[0] === '+' ? ('add' as const) : line[0] === '-' ? ('remove' as const) : ('context' as const),
          text: line.slice(1),
        })),
      })),
    },
  ]
}

const line = fc.constantFrom('a', 'b', 'c', '}', '', 'x1', 'x2', 'x3', 'y1', 'y2')
const version = fc.array(line, { maxLength: 14 })
function sameSet(a: ReadonlySet<number>, b: ReadonlySet<number>): void {
  if (a.size !== b.size || [...a].some((at) => !b.has(at)))
    throw new Error('an untouched file lost its reads')
}

type Seen = { base: Set<number>; head: Set<number> }

test('no line is called read that was not, over 10,000 random histories; what stands where it stood stays read', () => {
  const history = fc.array(fc.record({ base: version, head: version, reads: fc.array(fc.boolean()) }), {
    minLength: 2,
    maxLength: 5,
  })
  fc.assert(
    fc.property(history, (revisions) => {
      let read = noLines()
      let before: (typeof revisions)[number] | null = null
      // The oracle: for each line that is called read, the same text stood in a line that was read before.
      let seen: Seen = { base: new Set(), head: new Set() }
      for (const revision of revisions) {
        if (before) {
          const moved = {
            base: change('f', before.base, revision.base),
            head: change('f', before.head, revision.head),
          }
          read = carryOver(read, moved)
          const next: Seen = { base: new Set(), head: new Set() }
          for (const side of ['base', 'head'] as const) {
            const kept = unchangedPairs(before[side], revision[side])
            for (const at of asSet(read[side].get('f') ?? [])) {
              next[side].add(at)
            }
            const texts = [...seen[side]].map((at) => before![side][at - 1]).sort()
            // As a multiset: every read text has a read line of its own that it comes from.
            for (const at of next[side]) {
              const from = texts.indexOf(revision[side][at - 1])
              if (from < 0) throw new Error(`line ${at} of the ${side} is called read and was not`)
              texts.splice(from, 1)
            }
            if (JSON.stringify(before[side]) === JSON.stringify(revision[side]))
              sameSet(next[side], seen[side])
            else if (next[side].size > kept) throw new Error('more lines are called read than stayed')
          }
          seen = next
        }
        const changed = changedLines(change('f', revision.base, revision.head))
        const now = pick(changed, revision.reads)
        read = uniteLines(read, now)
        for (const side of ['base', 'head'] as const)
          for (const at of asSet(now[side].get('f') ?? [])) seen[side].add(at)
        const rest = unreadLines(changed, read)
        for (const side of ['base', 'head'] as const)
          for (const at of asSet(rest[side].get('f') ?? []))
            if (seen[side].has(at)) throw new Error(`line ${at} of the ${side} was read and is shown again`)
        before = revision
      }
    }),
    { numRuns: 10_000 },
  )
})

/** Of a change, the lines that the reviewer happened to look at. */
function pick(changed: ChangeLines, reads: readonly boolean[]): ChangeLines {
  const result = noLines()
  let at = 0
  for (const side of ['base', 'head'] as const)
    for (const [path, ranges] of changed[side]) {
      const some = [...asSet(ranges)].filter(() => reads[at++ % (reads.length || 1)] ?? false)
      result[side].set(path, normalize(some.map((one) => [one, one + 1])))
    }
  return result
}

/** How many lines can stay at most: the longest common subsequence. */
const unchangedPairs = (before: readonly string[], after: readonly string[]) =>
  diffArrays([...before], [...after])
    .filter(({ added, removed }) => !added && !removed)
    .reduce((sum, { value }) => sum + value.length, 0)

test('ranges behave as the sets of lines that they stand for', () => {
  const ranges = fc
    .array(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 6 })))
    .map((all) => all.map(([start, length]): LineRange => [start, start + length]))
  fc.assert(
    fc.property(ranges, ranges, (a, b) => {
      const left = asSet(subtract(normalize(a), normalize(b)))
      expect(left).toEqual(new Set([...asSet(normalize(a))].filter((at) => !asSet(b).has(at))))
      expect(countLines(normalize(a))).toBe(asSet(a).size)
    }),
  )
})

test('lines move with what is put before them, and are gone where they were touched', () => {
  const edits = [
    { oldStart: 3, oldLines: 0, newStart: 3, newLines: 2 },
    { oldStart: 6, oldLines: 1, newStart: 8, newLines: 1 },
  ]
  expect(moveThrough([[1, 9]], edits)).toEqual([
    [1, 3],
    [5, 8],
    [9, 11],
  ])
})

test('a file that is renamed takes what was read along, also when two change names', () => {
  const moved = (oldPath: string, path: string): ChangedFile => ({
    ...change('f', ['a'], ['b'])[0]!,
    path,
    oldPath,
    status: 'renamed',
    hunks: [],
  })
  const read = {
    base: new Map(),
    head: new Map([
      ['a', [[1, 3] as const]],
      ['b', [[7, 9] as const]],
    ]),
  }
  const carried = carryOver(read as ChangeLines, { base: [], head: [moved('a', 'b'), moved('b', 'a')] })
  expect(Object.fromEntries(carried.head)).toEqual({ a: [[7, 9]], b: [[1, 3]] })
})

test('a base that moved elsewhere in the file shows nothing again', () => {
  const base = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12']
  const head = base.map((text) => (text === '9' ? 'nine' : text))
  const read = changedLines(change('f', base, head))
  const put = (lines: string[]) => ['new', ...lines]
  const carried = carryOver(read, { base: change('f', base, put(base)), head: change('f', head, put(head)) })
  expect(countAll(unreadLines(changedLines(change('f', put(base), put(head))), carried))).toBe(0)
})
