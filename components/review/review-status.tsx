'use client'
// How far the review is, in one line, and what still stands between it and a signature.

import { useState } from 'react'
import type { FileChanges } from '../../lib/review/changes-answer.ts'
import { Button } from '../ui/button.tsx'
import { State } from '../ui/state.tsx'
import type { Scope } from './choose-range.ts'
import { plural } from './count-decisions.ts'
import { choose, undo } from './draft.ts'
import type { Review } from './use-review.ts'

export function ReviewStatus({
  review,
  decides,
  scope,
  files,
}: {
  review: Review
  decides: boolean
  scope: Scope
  files: readonly FileChanges[]
}) {
  const { count, open, draft } = review
  const sum = (side: 'added' | 'removed') => files.reduce((total, file) => total + file[side], 0)
  const drafted = [
    [Object.keys(draft.choices).length, 'decision'],
    [draft.comments.filter((one) => one.text.trim() !== '').length, 'comment'],
  ] as const
  const waiting = drafted.filter(([many]) => many > 0).map(([many, word]) => plural(many, word))
  const words = !decides
    ? scope.id === 'all'
      ? 'Read only'
      : 'Read only: hunks are decided under Everything'
    : open && waiting.length > 0
      ? `${waiting.join(' and ')} not sent yet`
      : ''
  return (
    <span data-count className="flex min-w-0 flex-wrap items-center gap-x-3 text-ink-3 text-xs">
      {decides && (
        <span className="text-ink-2 @min-[44rem]:hidden">
          {count.decided} of {count.total} decided
        </span>
      )}
      {files.length > 0 && (
        <span className="@max-[44rem]:hidden">
          {plural(files.length, 'file')}, +{sum('added')} −{sum('removed')}
        </span>
      )}
      {words && <span className={decides ? '@max-[44rem]:hidden' : undefined}>{words}</span>}
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
