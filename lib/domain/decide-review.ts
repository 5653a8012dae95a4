// The rules of sending a review: only the newest round, only its hunks, nothing undecided when a signature is asked for.
import type { SessionCommand } from '../protocol/commands.ts'
import type { Fact } from '../protocol/events.ts'
import { Rejection } from '../protocol/rejection.ts'
import { type DecideContext, wakeRun } from './decide.ts'
import type { SessionState } from './session-state.ts'

type Data = Extract<SessionCommand, { type: 'review.submit' }>['data']

type Part = Pick<Data, 'decisions' | 'comments'>

/** Bytes of JSON in one event, whose message may take as much again; and decisions, however short. */
const partBytes = 20_000
const decisionsPerPart = 100

export function decideReview(s: SessionState, data: Data, ctx: DecideContext): Fact[] {
  if (s.phase !== 'review-waits' || s.review?.id !== data.reviewId) {
    throw new Rejection(
      'review.stale',
      'This round is no longer open. Your drafts are kept; look at the newest round.',
    )
  }
  const latest = new Map(ctx.hunks)
  for (const one of data.decisions) {
    if (!latest.has(one.hunkId))
      throw new Rejection(
        'review.unknown-hunk',
        'A hunk you decided is not part of this round. Reload the page.',
      )
    latest.set(one.hunkId, one.decision)
  }
  const counts = { accept: 0, reject: 0, undecided: 0 }
  for (const decision of latest.values()) counts[decision ?? 'undecided'] += 1

  if (data.next === 'request-signature') {
    if (counts.undecided > 0) {
      const hunks = counts.undecided === 1 ? '1 hunk is' : `${counts.undecided} hunks are`
      throw new Rejection('review.undecided', `${hunks} undecided. Decide them or accept the rest.`)
    }
    if (counts.accept === 0)
      throw new Rejection('review.nothing-accepted', 'Nothing is accepted, so there is nothing to sign.')
  }
  const says = data.comments.length > 0 || data.message.trim() !== ''
  if (data.next === 'send-back' && !says && counts.reject === 0) {
    throw new Rejection(
      'review.nothing-to-say',
      'Reject a hunk, comment or write a message first, so that the agent knows what to change.',
    )
  }
  if (data.next === 'keep' && !says && data.decisions.length === 0) {
    throw new Rejection('review.empty', 'There is nothing to save yet.')
  }
  const submissionId = ctx.newId()
  const parts = splitBySize(data)
  const facts: Fact[] = parts.map((part, index) => ({
    type: 'review.submitted' as const,
    data: {
      reviewId: data.reviewId,
      submissionId,
      part: index + 1,
      parts: parts.length,
      ...part,
      message: index === 0 ? data.message : '',
      next: data.next,
    },
  }))
  return data.next === 'keep' ? facts : [...facts, ...wakeRun(s, data.next, ctx.newId)]
}

/** Comments first, then decisions, in order; at least one part. */
function splitBySize({ decisions, comments }: Part): Part[] {
  const parts: Part[] = [{ decisions: [], comments: [] }]
  let bytes = 0
  const roomFor = (one: unknown): Part => {
    const size = utf8.encode(JSON.stringify(one)).length
    const last = parts.at(-1)!
    const empty = last.decisions.length + last.comments.length === 0
    const full = bytes + size > partBytes || last.decisions.length >= decisionsPerPart
    if (!empty && full) {
      parts.push({ decisions: [], comments: [] })
      bytes = 0
    }
    bytes += size
    return parts.at(-1)!
  }
  for (const one of comments) roomFor(one).comments.push(one)
  for (const one of decisions) roomFor(one).decisions.push(one)
  return parts
}
const utf8 = new TextEncoder()
