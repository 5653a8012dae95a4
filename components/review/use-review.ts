'use client'
// One review as the panel and the header's buttons see it: what was sent, what is drafted, and sending it.
// Drafts are cleared only after the log holds what was sent, so that nothing flickers back to undecided.

import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import type { ReviewView } from '../../lib/domain/story.ts'
import type { SessionClient, SessionView } from '../../lib/realtime/session-client.ts'
import { useScope } from '../session/session-scope.tsx'
import { type Count, countDecisions, submissionOf } from './count-decisions.ts'
import { carryDraft, type Draft, emptyDraft, hasContent } from './draft.ts'
import { draftStoreOf } from './draft-store.ts'

export type ReviewProps = { client: SessionClient; view: SessionView }
export type Next = 'keep' | 'send-back' | 'request-signature'

export type Review = {
  /** Decisions can be made and sent now. */
  open: boolean
  review: ReviewView | null
  hunkIds: string[]
  sent: ReviewView['decisions']
  /** Sent about this round; those of older rounds point at lines that may have moved. */
  comments: ReviewView['comments']
  draft: Draft
  count: Count
  update: (change: (draft: Draft) => Draft) => void
  /** null when it was sent; otherwise a sentence, and everything stays drafted. */
  submit: (next: Next) => Promise<string | null>
  /** What is being sent. */
  sending: Next | null
}

const noDecisions: ReviewView['decisions'] = {}

export function useReview({ client, view }: ReviewProps): Review {
  const { sessionId, reader } = useScope()
  const store = draftStoreOf(sessionId)
  const kept = useSyncExternalStore(store.subscribe, store.get, () => emptyDraft)
  const [sending, setSending] = useState<Next | null>(null)
  const { review } = view.story
  const current = view.state.review
  const open =
    reader.mayDecide &&
    view.state.phase === 'review-waits' &&
    current !== null &&
    review?.reviewId === current.id
  const reviewId = review?.reviewId ?? ''
  const draft = useMemo(() => carryDraft(kept, reviewId), [kept, reviewId])

  useEffect(() => {
    if (open && kept.reviewId !== reviewId && hasContent(kept)) store.set(carryDraft(kept, reviewId))
  }, [open, kept, reviewId, store])

  // The page may have begun in the middle of the log, behind the review that is open.
  const missing = current !== null && review === null && view.hasOlder
  useEffect(() => {
    if (missing) client.loadOlder().catch(() => undefined)
  }, [missing, client])

  const hunkIds = useMemo(() => review?.hunks.map((hunk) => hunk.id) ?? [], [review?.hunks])
  const sent = review?.decisions ?? noDecisions
  const comments = useMemo(() => {
    const ids = view.story.items.flatMap((item) =>
      item.kind === 'review' && item.reviewId === reviewId
        ? item.submitted.flatMap((one) => one.comments.map((comment) => comment.commentId))
        : [],
    )
    const known = new Set(ids)
    return (review?.comments ?? []).filter((comment) => known.has(comment.commentId))
  }, [view.story.items, review?.comments, reviewId])
  const update = useCallback(
    (change: (draft: Draft) => Draft) => store.set(change(carryDraft(store.get(), reviewId))),
    [store, reviewId],
  )
  const count = useMemo(() => countDecisions(hunkIds, sent, draft), [hunkIds, sent, draft])

  return {
    open,
    review,
    hunkIds,
    sent,
    comments,
    draft,
    count,
    sending,
    update,
    async submit(next) {
      setSending(next)
      try {
        const data = submissionOf(carryDraft(store.get(), reviewId), hunkIds)
        const answer = await client.send('review.submit', { reviewId, ...data, next })
        if (!answer.ok) return answer.message
        await reached(client, answer.seq)
        store.set({ ...emptyDraft, reviewId })
        return null
      } finally {
        setSending(null)
      }
    },
  }
}

/** Resolves once the page shows the log up to `seq`. */
function reached(client: SessionClient, seq: number): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (client.getSnapshot().lastSeq < seq) return
      stop()
      resolve()
    }
    const stop = client.subscribe(look)
    look()
  })
}
