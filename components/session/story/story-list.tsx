'use client'
// The rows of the story. Short stories are plain, so that they print, search and paint from the server at once;
// long ones keep only what is near in the document.
import { useVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useSyncExternalStore } from 'react'
import type { SessionView } from '../../../lib/realtime/session-client.ts'
import type { StoryRow as Row } from './list-rows.ts'
import { needsFacts, type RowFacts, StoryRow } from './story-row.tsx'

const plainUpTo = 150
const guessPx = 52
const noChange = () => () => {}

type Props = {
  rows: Row[]
  view: SessionView
  box: RefObject<HTMLElement | null>
  onToggleTurn: (turnKey: string) => void
}

export function StoryList(props: Props) {
  const inBrowser = useSyncExternalStore(
    noChange,
    () => true,
    () => false,
  )
  if (inBrowser && props.rows.length > plainUpTo) return <LongList {...props} />
  const { rows, view, onToggleTurn } = props
  return (
    <div>
      {rows.slice(-plainUpTo).map((row) => (
        <StoryRow key={row.key} row={row} facts={factsFor(row, view)} onToggleTurn={onToggleTurn} />
      ))}
    </div>
  )
}

function LongList({ rows, view, box, onToggleTurn }: Props) {
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => guessPx,
    getItemKey: (index) => rows[index]!.key,
    overscan: 12,
    initialOffset: () => rows.length * guessPx,
  })
  const visible = virtualizer.getVirtualItems()
  return (
    <div className="relative" style={{ height: virtualizer.getTotalSize() }}>
      <div style={{ transform: `translateY(${visible[0]?.start ?? 0}px)` }}>
        {visible.map(({ index, key }) => (
          <div key={key} data-index={index} ref={virtualizer.measureElement}>
            <StoryRow row={rows[index]!} facts={factsFor(rows[index]!, view)} onToggleTurn={onToggleTurn} />
          </div>
        ))}
      </div>
    </div>
  )
}

const factsFor = (row: Row, view: SessionView): RowFacts =>
  row.kind === 'item' && needsFacts(row.item) ? { story: view.story, state: view.state } : null
