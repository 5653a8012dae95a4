// A review in the story: what there is to decide, what was decided and said so far, and by whom.
// A decision carried over from an earlier round keeps its person where that is known.
import type { Event, EventData } from '../protocol/events.ts'
import type { ReviewView, Story, StoryItem } from './story.ts'

type When = { seq: number; at: string }

export function reviewOpened(s: Story, d: EventData<'review.opened'>, at: When): Story {
  const hunks = d.hunks.map(({ id, path }) => ({ id, path }))
  const carried: ReviewView['decisions'] = {}
  for (const hunk of d.hunks) {
    const known = s.review?.decisions[hunk.id]
    if (hunk.decision)
      carried[hunk.id] = known?.decision === hunk.decision ? known : { decision: hunk.decision, by: '' }
  }
  if (d.part > 1 && s.review?.reviewId === d.reviewId) {
    const review = {
      ...s.review,
      hunks: [...s.review.hunks, ...hunks],
      decisions: { ...s.review.decisions, ...carried },
    }
    return { ...s, review }
  }
  const review: ReviewView = {
    reviewId: d.reviewId,
    revision: d.revision,
    baseTree: d.baseTree,
    tree: d.tree,
    hunks,
    failing: d.failing,
    // Decisions on hunks of later parts are taken over as those parts are told.
    decisions: d.parts > 1 ? { ...s.review?.decisions, ...carried } : carried,
    comments: s.review?.comments ?? [],
  }
  const item: StoryItem = {
    ...at,
    key: d.reviewId,
    kind: 'review',
    reviewId: d.reviewId,
    submitted: [],
    by: null,
  }
  return { ...s, review, build: null, items: [...s.items, item] }
}

export function reviewSubmitted(s: Story, event: Event & { type: 'review.submitted' }, at: When): Story {
  const d = event.data
  const by = event.actor.kind === 'person' ? event.actor : null
  const review = s.review?.reviewId === d.reviewId ? s.review : null
  const decisions = { ...review?.decisions }
  for (const one of d.decisions)
    decisions[one.hunkId] = { decision: one.decision, reason: one.reason, by: by?.name ?? '' }
  const comments = [
    ...(review?.comments ?? []),
    ...d.comments.map((one) => ({ ...one, by: by?.name ?? '', at: at.at })),
  ]
  const next = review ? { ...s, review: { ...review, decisions, comments } } : s
  const item: StoryItem = {
    ...at,
    key: `${d.submissionId}-${d.part}`,
    kind: 'review',
    reviewId: d.reviewId,
    submitted: [d],
    by,
  }
  return { ...next, items: [...next.items, item] }
}
