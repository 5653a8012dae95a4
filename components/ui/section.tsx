// A part of a page: a quiet heading, what can be done with it, its content. Space separates, not frames.
import { type ReactNode, useId } from 'react'
import { cx } from './cx.ts'

export function Section({
  title,
  aside,
  children,
  className,
}: {
  title: ReactNode
  aside?: ReactNode
  children: ReactNode
  className?: string
}) {
  const id = useId()
  return (
    <section aria-labelledby={id} className={cx('min-w-0', className)}>
      <div className="flex min-h-7 items-center justify-between gap-4 pb-1.5">
        <h2 id={id} className="text-ink-3 text-sm">
          {title}
        </h2>
        {aside && <div className="flex items-center gap-2 text-ink-3 text-sm">{aside}</div>}
      </div>
      {children}
    </section>
  )
}
