'use client'
// A list of any length with only its visible rows in the document. Rows measure themselves; the list scrolls inside its own box.
import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual'
import { type ReactNode, type Ref, useImperativeHandle, useRef } from 'react'
import { cx } from './cx.ts'

export type VirtualListControl = Virtualizer<HTMLElement, Element>

export function VirtualList<T>({
  items,
  keyOf,
  estimate = 32,
  children,
  label,
  className,
  overscan = 8,
  control,
  onScroll,
}: {
  items: readonly T[]
  keyOf: (item: T, index: number) => string
  /** Pixels; a good guess keeps the scrollbar calm. */
  estimate?: number | ((index: number) => number)
  children: (item: T, index: number) => ReactNode
  label: string
  className?: string
  overscan?: number
  control?: Ref<VirtualListControl>
  onScroll?: (box: HTMLElement) => void
}) {
  const box = useRef<HTMLElement>(null)
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => box.current,
    estimateSize: typeof estimate === 'number' ? () => estimate : estimate,
    getItemKey: (index) => keyOf(items[index] as T, index),
    overscan,
  })
  useImperativeHandle(control, () => virtualizer, [virtualizer])
  const rows = virtualizer.getVirtualItems()
  return (
    <section
      ref={box}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className={cx('min-h-0 overflow-y-auto', className)}
      onScroll={(event) => onScroll?.(event.currentTarget)}
    >
      <div style={{ height: virtualizer.getTotalSize(), position: 'relative' }}>
        <ul style={{ transform: `translateY(${rows[0]?.start ?? 0}px)` }}>
          {rows.map((row) => (
            <li key={row.key} data-index={row.index} ref={virtualizer.measureElement}>
              {children(items[row.index] as T, row.index)}
            </li>
          ))}
        </ul>
      </div>
    </section>
  )
}
