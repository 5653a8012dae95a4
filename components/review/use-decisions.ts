'use client'
// Where the reviewer stands in the change and what a key or click does there: moving, deciding, commenting.

import { type RefObject, useCallback, useMemo, useState } from 'react'
import { makeId } from '../../lib/realtime/make-id.ts'
import type { FileChanges } from '../../lib/review/changes-answer.ts'
import { listSpots, moveSpot, type Spot } from './build-blocks.ts'
import { stateOfHunk } from './count-decisions.ts'
import { choose, undo, writeComment } from './draft.ts'
import type { StreamControl } from './hunk-stream.tsx'
import type { Review } from './use-review.ts'

export function useDecisions(
  files: readonly FileChanges[],
  review: Review,
  open: boolean,
  stream: RefObject<StreamControl | null>,
) {
  const [chosen, setSpot] = useState<Spot | null>(null)
  const [freshComment, setFreshComment] = useState<string | null>(null)
  const spots = useMemo(() => listSpots(files), [files])
  const spot =
    spots.find((one) => one.hunkId === chosen?.hunkId && one.path === chosen.path) ?? spots[0] ?? null

  const goTo = useCallback(
    (next: Spot | null) => {
      if (!next) return
      setSpot(next)
      stream.current?.show(next)
    },
    [stream],
  )
  const selectFile = (path: string) => {
    const first = spots.find((one) => one.path === path)
    if (first) setSpot(first)
    stream.current?.show({ path, hunkId: null })
  }
  const decideHunk = useCallback(
    (hunkId: string, decision: 'accept' | 'reject' | 'undo') => {
      if (!open) return
      review.update((draft) =>
        decision === 'undo' ? undo(draft, [hunkId]) : choose(draft, [hunkId], { decision }),
      )
      // The button that was pressed is gone; the keys stay with the diff.
      stream.current?.focus()
    },
    [open, review.update, stream],
  )
  const decideFile = (path: string, decision: 'accept' | 'reject') => {
    const ids = files.find((file) => file.path === path)?.hunks.map((hunk) => hunk.id) ?? []
    if (open) review.update((draft) => choose(draft, ids, { decision }))
    stream.current?.focus()
  }
  /** After a key the next undecided hunk comes, so that a review is a row of single keys. */
  const decideHere = (decision: 'accept' | 'reject' | 'undo') => {
    if (!spot) return
    decideHunk(spot.hunkId, decision)
    if (decision === 'undo') return
    const at = spots.indexOf(spot)
    const waits = (one: Spot) => stateOfHunk(one.hunkId, review.sent, review.draft) === null && one !== spot
    goTo(spots.slice(at + 1).find(waits) ?? spots.find(waits) ?? null)
  }
  const comment = (path: string, place: string) => {
    const [side, line] = place.split(':')
    const target = { path, side: side === 'old' ? ('old' as const) : ('new' as const), line: Number(line) }
    const known = review.draft.comments.find(
      (one) => one.path === path && one.side === target.side && one.line === target.line,
    )
    const commentId = known?.commentId ?? makeId()
    if (open && !known) review.update((draft) => writeComment(draft, { ...target, commentId, text: '' }))
    setFreshComment(commentId)
  }
  const commentHere = () => {
    const file = files.find((one) => one.path === spot?.path)
    const hunk = file?.hunks.find((one) => one.id === spot?.hunkId)
    if (!file || !hunk || hunk.rows === 0) return
    comment(file.path, firstChange(hunk))
  }
  return {
    spot,
    freshComment,
    goTo,
    selectFile,
    setSpot,
    decideHunk,
    decideFile,
    comment,
    actions: {
      move: (by: 'hunk' | 'file', step: 1 | -1) => goTo(moveSpot(spots, spot, by, step)),
      decide: decideHere,
      decideFile: (decision: 'accept' | 'reject') => spot && decideFile(spot.path, decision),
      comment: commentHere,
      reason: () =>
        document.querySelector<HTMLElement>(`[data-reason="${CSS.escape(spot?.hunkId ?? '')}"]`)?.focus(),
    },
  }
}

/** The first line that was added, else the first that was removed. */
function firstChange(hunk: FileChanges['hunks'][number]): string {
  let oldLine = hunk.oldStart
  let newLine = hunk.newStart
  let removed: string | null = null
  for (const line of hunk.lines) {
    if (line.kind === 'add') return `new:${newLine}`
    if (line.kind === 'remove') removed ??= `old:${oldLine}`
    if (line.kind === 'context') newLine += 1
    oldLine += 1
  }
  return removed ?? `new:${hunk.newStart}`
}
