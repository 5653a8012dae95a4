'use client'
// A box of many lines of which only the visible ones are in the document. Follows its end while the reader is there.
import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useEffect, useRef } from 'react'
import { cx } from '../../ui/cx.ts'
import { useFollowing } from '../story/use-following.ts'

export function LinesBox<Row extends { key: string }>({
  rows,
  label,
  heightOf,
  children,
  className,
  scrollTo,
  follow,
}: {
  rows: readonly Row[]
  label: string
  /** Pixels; fixed for each row, so that nothing jumps. */
  heightOf: (row: Row) => number
  children: (row: Row) => ReactNode
  className?: string
  /** Key of the row to bring to the top, when it changes. */
  scrollTo?: string | null
  /** Starts at the end and stays there while lines come. */
  follow: boolean
}) {
  const box = useRef<HTMLDivElement>(null)
  const inner = useRef<HTMLDivElement>(null)
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: (index) => heightOf(rows[index]!),
    getItemKey: (index) => rows[index]!.key,
    overscan: 20,
    initialRect: { width: 800, height: 700 },
  })
  const { onScroll } = useFollowing(box, inner, follow && !scrollTo)
  const latest = useRef(rows)
  latest.current = rows
  useEffect(() => {
    const index = scrollTo ? latest.current.findIndex((row) => row.key === scrollTo) : -1
    if (index >= 0) virtualizer.scrollToIndex(index, { align: 'start' })
  }, [scrollTo, virtualizer])
  const visible = virtualizer.getVirtualItems()
  return (
    <section
      ref={box}
      aria-label={label}
      onScroll={onScroll}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      className={cx('overflow-auto focus-visible:-outline-offset-2', className)}
    >
      <div ref={inner} className="relative w-max min-w-full" style={{ height: virtualizer.getTotalSize() }}>
        <div style={{ transform: `translateY(${visible[0]?.start ?? 0}px)` }}>
          {visible.map(({ index, key, size }) => (
            <div key={key} style={{ height: size }}>
              {children(rows[index]!)}
            </div>
          ))}
        </div>
      </div>
    </section>
  )
}
