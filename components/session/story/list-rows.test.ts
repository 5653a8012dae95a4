// Which rows the story shows, what folds, and when the time is told.
import { describe, expect, it } from 'vitest'
import { sessionUpTo } from '../../../lib/domain/fixtures/story-fixture.ts'
import { type StoryItem, tellStory } from '../../../lib/domain/story.ts'
import { countCalls, listRows } from './list-rows.ts'

const items = tellStory(sessionUpTo('merge')).items
const none = new Set<string>()
const at = '2026-03-04T14:00:00.000Z'
const turn = (n: number): StoryItem[] => [
  {
    kind: 'turn',
    key: `turn-${n}`,
    seq: n,
    at,
    turnKind: 'revise',
    round: 0,
    ended: { turnId: `turn-${n}`, outcome: 'ended', reason: null },
  },
  ...[1, 2, 3].map(
    (w): StoryItem => ({
      kind: 'words',
      key: `w-${n}-${w}`,
      seq: n,
      at,
      requestId: `w-${n}-${w}`,
      text: 'Hello',
      reasoning: '',
      repairs: [],
      repliedSeq: n,
    }),
  ),
  { kind: 'message', key: `m-${n}`, seq: n, at, text: 'Hi', by: null, interrupt: false, delivered: true },
]
const keys = (rows: { key: string }[]) => rows.map((row) => row.key)

describe('rows', () => {
  it('leave out the desired state, words without words, and the ask that waits', () => {
    const shown = listRows(tellStory(sessionUpTo('ask')).items, 'approval-command', none)
    expect(keys(shown)).not.toContain('approval-command')
    expect(keys(shown)).not.toContain('desired')
    expect(keys(shown)).not.toContain('req-3')
    expect(keys(listRows(tellStory(sessionUpTo('ask')).items, null, none))).toContain('approval-command')
  })

  it('have keys of their own', () => {
    const rows = listRows(items, null, none)
    expect(new Set(keys(rows)).size).toBe(rows.length)
  })

  it('tell the time once for rows of the same minute', () => {
    const rows = listRows(items, null, none)
    const told = rows.filter((row) => row.showTime).map((row) => row.at.slice(0, 16))
    expect(rows[0]?.showTime).toBe(true)
    expect(told.every((minute, index) => minute !== told[index - 1])).toBe(true)
  })
})

describe('old turns', () => {
  const long = [1, 2, 3, 4].flatMap(turn)

  it('fold their routine and keep what people said; the last two stay open', () => {
    expect(keys(listRows(long, null, none))).toEqual([
      'fold-turn-1',
      'm-1',
      'fold-turn-2',
      'm-2',
      'turn-3',
      'w-3-1',
      'w-3-2',
      'w-3-3',
      'm-3',
      'turn-4',
      'w-4-1',
      'w-4-2',
      'w-4-3',
      'm-4',
    ])
  })

  it('open on request', () => {
    const rows = listRows(long, null, new Set(['turn-1']))
    expect(keys(rows).slice(0, 6)).toEqual(['fold-turn-1', 'turn-1', 'w-1-1', 'w-1-2', 'w-1-3', 'm-1'])
  })

  it('say what they came to', () => {
    const [row] = listRows(long, null, none)
    expect(row).toMatchObject({ kind: 'folded', words: 'Works on what was sent back: 3 replies' })
  })
})

it('calls are counted by what they are', () => {
  const groups = items.flatMap((item) => (item.kind === 'work' ? [countCalls(item.calls)] : []))
  expect(groups).toEqual(['1 read, 1 search', '1 command, 2 files', '1 command', '1 file'])
})
