'use client'
// How far the review is, in one line, and what still stands between it and a signature.

import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import { State } from '../ui/state.tsx'
import type { Scope } from './choose-range.ts'
import { plural } from './count-decisions.ts'
import { choose, undo } from './draft.ts'
import type { Review } from './use-review.ts'

export function ReviewStatus({ review, decides, scope }: { review: Review; decides: boolean; scope: Scope }) {
  const { count, open } = review
  const drafts = Object.keys(review.draft.choices).length + review.draft.comments.length
  if (!decides)
    return (
      <span className="text-ink-3 text-xs">
        {scope.id === 'all' ? 'Read only' : 'Read only; hunks are decided under Everything'}
      </span>
    )
  return (
    <span className="flex min-w-0 items-center gap-2 text-xs">
      <span data-count className="text-ink-2">
        {count.decided} of {count.total} decided
      </span>
      {open && drafts > 0 && <span className="text-ink-3">· not sent yet</span>}
    </span>
  )
}

/** "3 hunks undecided" and the one button that decides them; afterwards the way back. */
export function AcceptTheRest({ review }: { review: Review }) {
  const [taken, setTaken] = useState<string[]>([])
  const { undecided } = review.count
  const here = taken.filter((id) => review.draft.choices[id]?.decision === 'accept')
  if (undecided.length > 0)
    return (
      <>
        <State tone="waits">{plural(undecided.length, 'hunk')} undecided</State>
        <Button
          onClick={() => {
            setTaken(undecided)
            review.update((draft) => choose(draft, undecided, { decision: 'accept' }))
          }}
        >
          Accept the rest
        </Button>
      </>
    )
  if (here.length === 0) return null
  return (
    <Button
      variant="quiet"
      onClick={() => {
        setTaken([])
        review.update((draft) => undo(draft, here))
      }}
    >
      Undo accepting {plural(here.length, 'hunk')}
    </Button>
  )
}
