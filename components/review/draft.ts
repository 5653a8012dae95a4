// What a reviewer has decided and written but not sent. Pure changes of one value; kept by draft-store.ts.
// A draft is never a decision: only what was sent counts, and the latest sent one on a hunk wins.

import { z } from 'zod'
import { HunkChoice, ReviewComment } from '../../lib/protocol/values.ts'

const Choice = HunkChoice.omit({ hunkId: true })
export type Choice = z.infer<typeof Choice>

export const Draft = z.object({
  reviewId: z.string(),
  choices: z.record(z.string(), Choice),
  comments: z.array(ReviewComment.extend({ text: z.string().max(8000) })),
  message: z.string(),
})
export type Draft = z.infer<typeof Draft>
export type DraftComment = Draft['comments'][number]

export const emptyDraft: Draft = { reviewId: '', choices: {}, comments: [], message: '' }

export function choose(draft: Draft, hunkIds: readonly string[], choice: Choice): Draft {
  return { ...draft, choices: { ...draft.choices, ...Object.fromEntries(hunkIds.map((id) => [id, choice])) } }
}

export function undo(draft: Draft, hunkIds: readonly string[]): Draft {
  const gone = new Set(hunkIds)
  return {
    ...draft,
    choices: Object.fromEntries(Object.entries(draft.choices).filter(([id]) => !gone.has(id))),
  }
}

/** Adds a comment or replaces the one with the same id. */
export function writeComment(draft: Draft, comment: DraftComment): Draft {
  const known = draft.comments.some((one) => one.commentId === comment.commentId)
  const comments = known
    ? draft.comments.map((one) => (one.commentId === comment.commentId ? comment : one))
    : [...draft.comments, comment]
  return { ...draft, comments }
}

export function dropComment(draft: Draft, commentId: string): Draft {
  return { ...draft, comments: draft.comments.filter((one) => one.commentId !== commentId) }
}

/**
 * The draft for another review of the same session. Choices stay, as a hunk keeps its id while it stays what it was; lines
 * may have moved, so comments go into the message, with the place they were written at.
 */
export function carryDraft(draft: Draft, reviewId: string): Draft {
  if (draft.reviewId === reviewId) return draft
  const written = draft.comments
    .filter((one) => one.text.trim() !== '')
    .map((one) => `${one.path}:${one.line} (before the last change): ${one.text.trim()}`)
  const message = [draft.message, ...written].filter((part) => part.trim() !== '').join('\n')
  return { ...draft, reviewId, comments: [], message }
}

/** True when there is something that would be lost. */
export function hasContent(draft: Draft): boolean {
  return Object.keys(draft.choices).length + draft.comments.length > 0 || draft.message.trim() !== ''
}
