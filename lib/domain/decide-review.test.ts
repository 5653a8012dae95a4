// Sending a review: which decisions are let in, what stops a signature, and how long lists are split.
import { describe, expect, test } from 'vitest'
import type { SessionCommand } from '../protocol/commands.ts'
import type { HunkChoice } from '../protocol/values.ts'
import { given, usual } from './given.ts'

type Data = Extract<SessionCommand, { type: 'review.submit' }>['data']
type Decision = 'accept' | 'reject' | null
const data = (own: Partial<Data> = {}): Data => ({
  reviewId: 'review-1',
  decisions: [],
  comments: [],
  message: '',
  next: 'request-signature',
  ...own,
})
const hunks = (...decisions: Decision[]) => ({
  hunks: new Map(decisions.map((decision, index) => [`hunk-${index + 1}`, decision])),
})
const choose = (...decisions: ('accept' | 'reject')[]): HunkChoice[] =>
  decisions.map((decision, index) => ({ hunkId: `hunk-${index + 1}`, decision }))
const submitted = (own: Partial<Data> & { part?: number; parts?: number } = {}) => {
  const { reviewId, decisions, comments, message, next, part = 1, parts = 1 } = { ...data(), ...own }
  return {
    type: 'review.submitted',
    data: { reviewId, submissionId: 'new-1', part, parts, decisions, comments, message, next },
  }
}
const resumed = (cause: string) => ({ type: 'run.resumed', data: { runId: 'run-1', cause } })
const comment = { commentId: 'c', path: 'src/a.js', side: 'new' as const, line: 3, text: 'Why?' }
const open = given(...usual.reviewWaits)

describe('asking for a signature', () => {
  test('when everything is decided now', () => {
    const decisions = choose('accept', 'reject')
    expect(open.when('review.submit', data({ decisions }), hunks(null, null))).toEqual({
      facts: [submitted({ decisions }), resumed('request-signature')],
    })
  })

  test('when everything was decided before', () => {
    expect(open.when('review.submit', data(), hunks('accept', 'reject'))).toEqual({
      facts: [submitted(), resumed('request-signature')],
    })
  })

  test.each([
    [[null, 'accept'], '1 hunk is'],
    [[null, null, 'accept'], '2 hunks are'],
  ] as [Decision[], string][])('undecided %j blocks it', (decided, words) => {
    expect(open.when('review.submit', data(), hunks(...decided))).toEqual({
      code: 'review.undecided',
      message: `${words} undecided. Decide them or accept the rest.`,
    })
  })

  test('nothing accepted is nothing to sign', () => {
    expect(open.when('review.submit', data(), hunks('reject'))).toEqual({
      code: 'review.nothing-accepted',
      message: 'Nothing is accepted, so there is nothing to sign.',
    })
  })

  test('the decision sent now is the one that counts', () => {
    const undone = open.when('review.submit', data({ decisions: choose('reject') }), hunks('accept'))
    expect(undone).toMatchObject({ code: 'review.nothing-accepted' })
  })
})

describe('sending back', () => {
  const next = 'send-back' as const
  const nothing = {
    code: 'review.nothing-to-say',
    message: 'Reject a hunk, comment or write a message first, so that the agent knows what to change.',
  }
  test('without a reason to', () => {
    expect(open.when('review.submit', data({ next }), hunks(null, 'accept'))).toEqual(nothing)
    expect(open.when('review.submit', data({ next, message: ' ' }), hunks(null))).toEqual(nothing)
  })
  test.each<[string, Partial<Data>, Decision[]]>([
    ['a rejected hunk', { decisions: choose('reject') }, [null]],
    ['a hunk rejected before', {}, ['reject']],
    ['a comment', { comments: [comment] }, [null]],
    ['a message', { message: 'Nearly.' }, [null]],
  ])('with %s', (_, own, decided) => {
    expect(open.when('review.submit', data({ next, ...own }), hunks(...decided))).toEqual({
      facts: [submitted({ next, ...own }), resumed('send-back')],
    })
  })
})

describe('keeping', () => {
  const next = 'keep' as const
  test('sends what there is and wakes nobody', () => {
    const decisions = choose('accept')
    expect(open.when('review.submit', data({ next, decisions }), hunks(null, null))).toEqual({
      facts: [submitted({ next, decisions })],
    })
  })
  test('nothing is not kept', () => {
    expect(open.when('review.submit', data({ next }), hunks(null))).toEqual({
      code: 'review.empty',
      message: 'There is nothing to save yet.',
    })
  })
})

describe('which review', () => {
  const stale = {
    code: 'review.stale',
    message: 'This round is no longer open. Your drafts are kept; look at the newest round.',
  }
  test('an older round', () => {
    expect(open.when('review.submit', data({ reviewId: 'review-0' }), hunks('accept'))).toEqual(stale)
  })
  test.each(['working', 'building', 'signatureWaits', 'merged', 'cancelled'] as const)(
    'while it is %s',
    (place) => {
      expect(given(...usual[place]).when('review.submit', data(), hunks('accept'))).toEqual(stale)
    },
  )
  test('a hunk of another round', () => {
    const decisions = [{ hunkId: 'elsewhere', decision: 'accept' as const }]
    expect(open.when('review.submit', data({ decisions }), hunks('accept'))).toEqual({
      code: 'review.unknown-hunk',
      message: 'A hunk you decided is not part of this round. Reload the page.',
    })
  })
})

test('a long review comes in parts: comments and words once, every decision once, in order', () => {
  const decisions = Array.from({ length: 250 }, (_, index) => ({
    hunkId: `hunk-${index + 1}`,
    decision: 'accept' as const,
  }))
  const answer = open.when(
    'review.submit',
    data({ decisions, comments: [comment], message: 'Good.' }),
    hunks(...decisions.map(() => null)),
  )
  expect(answer).toEqual({
    facts: [
      submitted({ parts: 3, decisions: decisions.slice(0, 100), comments: [comment], message: 'Good.' }),
      submitted({ part: 2, parts: 3, decisions: decisions.slice(100, 200) }),
      submitted({ part: 3, parts: 3, decisions: decisions.slice(200) }),
      resumed('request-signature'),
    ],
  })
})

test('long reasons and comments make more parts, none of them over 32 KB', () => {
  const decisions = Array.from({ length: 30 }, (_, index) => ({
    hunkId: `hunk-${index + 1}`,
    decision: 'reject' as const,
    reason: 'ü'.repeat(4_000),
  }))
  const comments = Array.from({ length: 5 }, (_, index) => ({
    ...comment,
    commentId: `comment-${index}`,
    text: '字'.repeat(6_000),
  }))
  const answer = open.when(
    'review.submit',
    data({ decisions, comments, next: 'send-back' }),
    hunks(...decisions.map(() => null)),
  )
  const parts = 'facts' in answer ? answer.facts.filter((one) => one.type === 'review.submitted') : []
  expect(parts.flatMap((part) => part.data.decisions)).toEqual(decisions)
  expect(parts.flatMap((part) => part.data.comments)).toEqual(comments)
  expect(parts.map((part) => part.data.part)).toEqual(parts.map((_, index) => index + 1))
  for (const part of parts) expect(Buffer.byteLength(JSON.stringify(part))).toBeLessThan(32_768)
})
