'use client'

// The bar above a file's hunks: what it is and happened to it, and what can be done with all of it.

import { ChevronDown, ChevronRight, SquareArrowOutUpRight } from 'lucide-react'
import { visibleLine } from '../../lib/protocol/visible-text.ts'
import type { FileChanges } from '../../lib/review/changes-answer.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { cx } from '../ui/cx.ts'
import { stateOfFile } from './count-decisions.ts'
import { describeFile, splitPath } from './describe-file.ts'
import { Lines } from './file-list.tsx'
import { FileMark } from './file-mark.tsx'
import type { Review } from './use-review.ts'

export function FileHead({
  file,
  closed,
  review,
  open,
  current,
  onToggle,
  onDecide,
  onOpen,
}: {
  file: FileChanges
  closed: boolean
  /** null where these hunks are not those that are decided. */
  review: Review | null
  open: boolean
  current: boolean
  onToggle: () => void
  onDecide: (decision: 'accept' | 'reject') => void
  onOpen: () => void
}) {
  const { folder, name } = splitPath(visibleLine(file.path))
  const state =
    review &&
    stateOfFile(
      file.hunks.map((hunk) => hunk.id),
      review.sent,
      review.draft,
    )
  const words = describeFile(file)
  // On a phone the buttons of an only hunk do the same, and space is dear.
  const wide = file.hunks.length > 1 ? 'max-md:flex-1' : 'max-md:hidden'
  const Chevron = closed ? ChevronRight : ChevronDown
  return (
    <div className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 border-line border-b bg-surface py-1.5 pr-3 pl-1">
      <div className="flex min-w-0 flex-1 basis-52 items-center gap-1.5">
        <IconButton
          label={closed ? `Show ${visibleLine(file.path)}` : `Hide ${visibleLine(file.path)}`}
          onClick={onToggle}
          className="size-6!"
        >
          <Chevron aria-hidden="true" className="size-3.5" />
        </IconButton>
        <h3 className="min-w-0 truncate font-mono text-code" title={visibleLine(file.path)}>
          <span className="text-ink-2">{folder}</span>
          <span className="font-medium">{name}</span>
        </h3>
        {state && state !== 'undecided' && <FileMark state={state} />}
        <Lines file={file} />
        {words.length > 0 && <span className="min-w-0 truncate text-ink-3 text-xs">{words.join(', ')}</span>}
      </div>
      <div
        className={cx(
          'flex items-center gap-2',
          file.hunks.length > 1 && open && 'max-md:w-full max-md:pl-2',
        )}
      >
        <IconButton label="Open in editor" onClick={onOpen}>
          <SquareArrowOutUpRight aria-hidden="true" className="size-3.5" />
        </IconButton>
        {open && state !== 'rejected' && (
          <Button size="sm" variant="quiet" onClick={() => onDecide('reject')} className={wide}>
            Reject file
          </Button>
        )}
        {open && state !== 'accepted' && (
          <Button
            size="sm"
            keys={current ? 'Shift+A' : undefined}
            onClick={() => onDecide('accept')}
            className={wide}
          >
            Accept file
          </Button>
        )}
      </div>
    </div>
  )
}
