'use client'
// One piece of a hunk in the stream: the first carries header and name, the last the reason of a rejection.
// Takes everything it shows from its parent, so that it is drawn again only when that changes.

import { type ReactNode, useEffect, useMemo } from 'react'
import type { FileChanges } from '../../lib/review/changes-answer.ts'
import { Input } from '../ui/input.tsx'
import type { Block } from './build-blocks.ts'
import { familyOf } from './color-line.ts'
import { CommentThread } from './comment-thread.tsx'
import { stateOfHunk } from './count-decisions.ts'
import { nameOfHunk } from './describe-file.ts'
import { choose, dropComment, writeComment } from './draft.ts'
import { type Decide, HunkHeader } from './hunk-header.tsx'
import { HunkLines, type Layout } from './hunk-lines.tsx'
import { type NumberedLine, numberLines } from './pair-lines.ts'
import type { Review } from './use-review.ts'

export type PieceProps = {
  block: Extract<Block, { kind: 'lines' }>
  file: FileChanges
  layout: Layout
  review: Review
  /** Whether these hunks are those that are decided. */
  decides: boolean
  current: boolean
  freshComment: string | null
  onDecide: Decide
  onFill: (path: string) => void
  onLeave: () => void
  /** Stands in place of the lines. */
  folded?: ReactNode
}

/** Where one stands: in the accent colour while the keys act here. */
const here =
  'relative before:absolute before:inset-y-0 before:left-0 before:z-1 before:w-0.5 before:bg-line-strong group-focus-within/stream:before:bg-accent'
const nothing: ReadonlyMap<string, ReactNode> = new Map()
const numbered = new WeakMap<object, NumberedLine[]>()

export function HunkPiece(props: PieceProps) {
  const { block, file, layout, review, decides, current, onDecide, onFill } = props
  const hunk = file.hunks[block.hunk]!
  const folded = props.folded !== undefined
  const empty = hunk.lines.length === 0 && hunk.rows > 0
  useEffect(() => {
    if (empty && !folded) onFill(file.path)
  }, [empty, folded, file.path, onFill])

  const lines = useMemo(() => linesOf(hunk).slice(block.from, block.to), [hunk, block.from, block.to])
  const family = useMemo(() => familyOf(file.path), [file.path])
  const open = decides && review.open
  const below = useComments(props)
  const state = decides ? stateOfHunk(hunk.id, review.sent, review.draft) : null
  const name = nameOfHunk(file.path, hunk)
  const Frame = block.first ? 'section' : 'div'
  return (
    <Frame
      role={block.first ? undefined : 'group'}
      aria-label={block.first ? name : `${name}, continued`}
      aria-current={current || undefined}
      className={current ? here : undefined}
    >
      {block.first && (
        <HunkHeader
          hunk={hunk}
          first={block.hunk === 0}
          state={state}
          open={open}
          current={current}
          onDecide={onDecide}
        />
      )}
      {folded ? (
        <p className="px-2 py-1">{props.folded}</p>
      ) : empty ? (
        <div role="status" aria-label="Loading lines" style={{ height: (block.to - block.from) * 20 }} />
      ) : hunk.rows === 0 ? (
        <p className="px-3 py-2 text-ink-3">{emptyWords(file)}</p>
      ) : (
        <HunkLines lines={lines} family={family} layout={layout} below={below} canComment={open} />
      )}
      {block.last && state?.decision === 'reject' && (
        <Reason
          hunkId={hunk.id}
          value={state.reason ?? ''}
          editable={open && state.source === 'draft'}
          onWrite={(reason) =>
            review.update((draft) =>
              choose(draft, [hunk.id], { decision: 'reject', ...(reason ? { reason } : {}) }),
            )
          }
        />
      )}
    </Frame>
  )
}

function linesOf(hunk: FileChanges['hunks'][number]): NumberedLine[] {
  const known = numbered.get(hunk)
  if (known) return known
  const lines = numberLines(hunk)
  numbered.set(hunk, lines)
  return lines
}

function emptyWords(file: FileChanges): string {
  if (file.binary) return 'Binary: taken or left as a whole.'
  if (file.status === 'renamed') return 'Only the name changes.'
  if (file.status === 'mode') return 'Only the mode changes.'
  return 'The file is empty.'
}

function Reason({
  hunkId,
  value,
  editable,
  onWrite,
}: {
  hunkId: string
  value: string
  editable: boolean
  onWrite: (reason: string) => void
}) {
  if (!editable && !value) return null
  return (
    <div className="px-3 py-2 @min-[44rem]:pl-30">
      {editable ? (
        <Input
          data-reason={hunkId}
          aria-label="Reason for rejecting this hunk"
          value={value}
          maxLength={4000}
          placeholder="Why it is rejected, for the agent (optional)"
          onChange={(event) => onWrite(event.target.value)}
        />
      ) : (
        <p className="measure wrap-anywhere text-ink-2">{value}</p>
      )}
    </div>
  )
}

/** Comments of this file by the line they stand under. */
function useComments({
  file,
  review,
  decides,
  freshComment,
  onLeave,
}: PieceProps): ReadonlyMap<string, ReactNode> {
  const sent = review.comments
  const drafts = review.draft.comments
  const { update } = review
  return useMemo(() => {
    const mine = drafts.filter((one) => one.path === file.path)
    const theirs = sent.filter((one) => one.path === file.path)
    // The same empty map each time, so that typing elsewhere draws nothing here again.
    if (!decides || mine.length + theirs.length === 0) return nothing
    const below = new Map<string, ReactNode>()
    for (const place of new Set([...theirs, ...mine].map((one) => `${one.side}:${one.line}`))) {
      const at = (one: { side: string; line: number }) => `${one.side}:${one.line}` === place
      below.set(
        place,
        <CommentThread
          key={place}
          sent={theirs.filter(at)}
          drafts={mine.filter(at)}
          fresh={freshComment}
          onWrite={(comment) => update((draft) => writeComment(draft, comment))}
          onDrop={(id) => update((draft) => dropComment(draft, id))}
          onLeave={onLeave}
        />,
      )
    }
    return below
  }, [sent, drafts, decides, file.path, freshComment, update, onLeave])
}
