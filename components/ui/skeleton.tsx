// Holds the place of what is loading, in its final size, and only after 300 ms: what is quick never flickers.
import { cx } from './cx.ts'

export function Skeleton({ className }: { className?: string }) {
  return (
    <span
      aria-hidden="true"
      className={cx('block animate-late rounded-sm bg-sunken', className ?? 'h-4 w-full')}
    />
  )
}

export function SkeletonLines({ lines = 5, label = 'Loading' }: { lines?: number; label?: string }) {
  return (
    <div role="status" aria-label={label} className="flex flex-col">
      {Array.from({ length: lines }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity
        <div key={index} className="border-line border-b py-2.5">
          <Skeleton className={cx('h-4', index % 3 === 0 ? 'w-2/3' : index % 3 === 1 ? 'w-1/2' : 'w-3/5')} />
        </div>
      ))}
    </div>
  )
}
