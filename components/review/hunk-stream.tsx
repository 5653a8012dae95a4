'use client'
// All hunks of all files as one virtual list; the head of the file in view stays at the top. Owns focus and scrolling,
// decides nothing itself. Keys act only while it has the focus.

import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual'
import {
  type KeyboardEvent,
  type MouseEvent,
  type Ref,
  useCallback,
  useImperativeHandle,
  useMemo,
  useRef,
} from 'react'
import type { FileChanges } from '../../lib/review/changes-answer.ts'
import { Button } from '../ui/button.tsx'
import { type Block, findBlock, type Spot } from './build-blocks.ts'
import { plural } from './count-decisions.ts'
import { FileHead } from './file-head.tsx'
import type { Decide } from './hunk-header.tsx'
import type { Layout } from './hunk-lines.tsx'
import { HunkPiece } from './hunk-piece.tsx'
import type { Review } from './use-review.ts'

export type StreamControl = { show: (spot: Spot | { path: string; hunkId: null }) => void; focus: () => void }

type Props = {
  files: readonly FileChanges[]
  blocks: readonly Block[]
  closed: ReadonlySet<string>
  layout: Layout
  review: Review
  decides: boolean
  spot: Spot | null
  freshComment: string | null
  control: Ref<StreamControl>
  onSpot: (spot: Spot) => void
  onDecide: Decide
  onDecideFile: (path: string, decision: 'accept' | 'reject') => void
  onToggle: (path: string) => void
  onUnfold: (hunkId: string) => void
  onOpen: (path: string) => void
  onComment: (path: string, place: string) => void
  onFill: (path: string) => void
}

const LINE = 20
const HEAD = 44
const estimate = (block: Block | undefined): number => {
  if (!block || block.kind === 'file') return HEAD
  if (block.kind === 'closed') return 40
  if (block.kind === 'folded') return 66
  const lines = block.to - block.from
  return (lines === 0 ? 36 : lines * LINE) + (block.first ? 33 : 0)
}

export function HunkStream(props: Props) {
  const { files, blocks, spot, control } = props
  const box = useRef<HTMLElement>(null)
  const heads = useMemo(() => blocks.flatMap((block, at) => (block.kind === 'file' ? [at] : [])), [blocks])
  const stuck = useRef(0)
  const padding = useRef(0)
  const rangeExtractor = useCallback(
    (range: Range) => {
      stuck.current = heads.findLast((at) => at <= range.startIndex) ?? 0
      return [...new Set([stuck.current, ...defaultRangeExtractor(range)])].sort((a, b) => a - b)
    },
    [heads],
  )
  const virtualizer = useVirtualizer({
    count: blocks.length,
    getScrollElement: () => box.current,
    estimateSize: (index) => estimate(blocks[index]),
    getItemKey: (index) => blocks[index]?.key ?? index,
    rangeExtractor,
    overscan: 2,
    scrollPaddingStart: padding.current,
  })
  useImperativeHandle(
    control,
    () => ({
      show({ path, hunkId }) {
        const file = files.findIndex((one) => one.path === path)
        const hunk = files[file]?.hunks.findIndex((one) => one.id === hunkId) ?? -1
        // The first hunk comes with its file's head, any other below the head that stays.
        const found = hunk > 0 ? findBlock(blocks, file, hunk) : -1
        const index = found >= 0 ? found : findBlock(blocks, file, null)
        if (index < 0) return
        padding.current = found >= 0 ? HEAD : 0
        virtualizer.setOptions({ ...virtualizer.options, scrollPaddingStart: padding.current })
        virtualizer.scrollToIndex(index, { align: 'start' })
      },
      focus: () => box.current?.focus({ preventScroll: true }),
    }),
    [files, blocks, virtualizer],
  )
  const leave = useCallback(() => box.current?.focus({ preventScroll: true }), [])
  function onClick(event: MouseEvent<HTMLElement>) {
    const target = event.target as HTMLElement
    const item = target.closest('[data-index]')
    const block = blocks[Number(item?.getAttribute('data-index'))]
    const file = block && files[block.file]
    if (!file || !block) return
    const place = target.closest('[data-comment]')?.getAttribute('data-comment')
    if (place) props.onComment(file.path, place)
    if (block.kind === 'lines' || block.kind === 'folded') {
      const hunkId = file.hunks[block.hunk]!.id
      if (hunkId !== spot?.hunkId || file.path !== spot.path) props.onSpot({ path: file.path, hunkId })
    }
  }
  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    if (event.key !== 'Enter' || event.target !== box.current || event.metaKey || event.ctrlKey) return
    event.preventDefault()
    if (spot) props.onOpen(spot.path)
  }
  return (
    <section
      ref={box}
      aria-label="Changed lines"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className="group/stream min-h-0 flex-1 overflow-y-auto bg-surface outline-none"
      onClick={onClick}
      onKeyDown={onKeyDown}
    >
      <div style={{ height: virtualizer.getTotalSize(), position: 'relative' }}>
        {virtualizer.getVirtualItems().map((item) => {
          const block = blocks[item.index]
          if (!block) return null
          const pinned = item.index === stuck.current
          return (
            <div
              key={item.key}
              data-index={item.index}
              ref={virtualizer.measureElement}
              className={pinned ? 'sticky top-0 z-10' : 'absolute top-0 left-0 w-full'}
              style={pinned ? undefined : { transform: `translateY(${item.start}px)` }}
            >
              <Drawn block={block} leave={leave} {...props} />
            </div>
          )
        })}
      </div>
    </section>
  )
}

function Drawn({ block, leave, ...props }: Props & { block: Block; leave: () => void }) {
  const { files, closed, review, decides, spot } = props
  const file = files[block.file]!
  switch (block.kind) {
    case 'file':
      return (
        <FileHead
          file={file}
          closed={closed.has(file.path)}
          review={decides ? review : null}
          open={decides && review.open}
          current={spot?.path === file.path}
          onToggle={() => props.onToggle(file.path)}
          onDecide={(decision) => props.onDecideFile(file.path, decision)}
          onOpen={() => props.onOpen(file.path)}
        />
      )
    case 'closed':
      return (
        <p className="border-line border-b px-3 py-1.5">
          <Button size="sm" variant="quiet" onClick={() => props.onToggle(file.path)}>
            Show {plural(block.rows, 'line')}
          </Button>
        </p>
      )
    case 'folded': {
      const hunk = file.hunks[block.hunk]!
      return (
        <HunkPiece
          {...pieceOf(props, file, hunk.id)}
          block={{ ...block, kind: 'lines', from: 0, to: 0, first: true, last: true }}
          folded={
            <Button size="sm" variant="quiet" onClick={() => props.onUnfold(hunk.id)}>
              Show {plural(block.rows, 'line')}
            </Button>
          }
          onLeave={leave}
        />
      )
    }
    case 'lines':
      return <HunkPiece {...pieceOf(props, file, file.hunks[block.hunk]!.id)} block={block} onLeave={leave} />
    default:
      return block satisfies never
  }
}

function pieceOf(props: Props, file: FileChanges, hunkId: string) {
  const { layout, review, decides, spot, freshComment, onDecide, onFill } = props
  const current = spot?.hunkId === hunkId && spot.path === file.path
  return { file, layout, review, decides, current, freshComment, onDecide, onFill }
}
