import { expect, test } from 'vitest'
import { countDecisions, stateOfFile, stateOfHunk, submissionOf } from './count-decisions.ts'
import { carryDraft, choose, type Draft, emptyDraft, undo, writeComment } from './draft.ts'

const draft: Draft = { ...emptyDraft, reviewId: 'r1' }
const comment = { commentId: 'c1', path: 'a.ts', side: 'new' as const, line: 4, text: 'why' }

test('the latest choice on a hunk stands, and undo brings back what was sent', () => {
  const sent = { h1: { decision: 'accept' as const, by: 'Ann' } }
  const chosen = choose(choose(draft, ['h1', 'h2'], { decision: 'accept' }), ['h1'], {
    decision: 'reject',
    reason: 'no',
  })
  expect(stateOfHunk('h1', sent, chosen)).toEqual({
    decision: 'reject',
    reason: 'no',
    source: 'draft',
    by: null,
  })
  expect(stateOfHunk('h1', sent, undo(chosen, ['h1']))).toEqual({
    decision: 'accept',
    source: 'sent',
    by: 'Ann',
  })
  expect(stateOfHunk('h3', sent, chosen)).toBeNull()
})

test('a file is part decided until its last hunk is', () => {
  const one = choose(draft, ['h1'], { decision: 'accept' })
  expect(stateOfFile(['h1', 'h2'], {}, draft)).toBe('undecided')
  expect(stateOfFile(['h1', 'h2'], {}, one)).toBe('part')
  expect(stateOfFile(['h1'], {}, one)).toBe('accepted')
  expect(stateOfFile(['h1', 'h2'], {}, choose(one, ['h2'], { decision: 'reject' }))).toBe('mixed')
  expect(countDecisions(['h1', 'h2', 'h3'], { h3: { decision: 'reject', by: 'Bo' } }, one)).toEqual({
    total: 3,
    decided: 2,
    accepted: 1,
    rejected: 1,
    undecided: ['h2'],
  })
})

test('only hunks of this review and comments with words are sent', () => {
  const full = writeComment(writeComment(choose(draft, ['h1', 'gone'], { decision: 'accept' }), comment), {
    ...comment,
    commentId: 'c2',
    text: '  ',
  })
  expect(submissionOf({ ...full, message: ' hi ' }, ['h1'])).toEqual({
    decisions: [{ hunkId: 'h1', decision: 'accept' }],
    comments: [comment],
    message: 'hi',
  })
})

test('a new review keeps choices and turns comments into words of the message', () => {
  const before = writeComment(
    choose({ ...draft, message: 'Please' }, ['h1'], { decision: 'reject' }),
    comment,
  )
  const after = carryDraft(before, 'r2')
  expect(after.choices).toEqual({ h1: { decision: 'reject' } })
  expect(after.comments).toEqual([])
  expect(after.message).toBe('Please\na.ts:4 (before the last change): why')
  expect(carryDraft(after, 'r2')).toBe(after)
})
