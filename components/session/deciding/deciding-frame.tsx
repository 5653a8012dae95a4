// The one block of the page that waits for a person: what waits, exactly what would happen, and the buttons.
import type { ReactNode } from 'react'
import { cx } from '../../ui/cx.ts'

export function DecidingFrame({
  tone = 'waits',
  title,
  children,
  problem,
  buttons,
}: {
  tone?: 'waits' | 'bad'
  title: ReactNode
  children?: ReactNode
  problem?: string | null
  buttons?: ReactNode
}) {
  return (
    <section
      aria-label={tone === 'waits' ? 'Waits for a decision' : 'Needs attention'}
      className={cx(
        'flex max-h-[min(94cqh,70dvh)] flex-col rounded-lg border max-md:rounded-none max-md:border-x-0 max-md:border-b-0',
        tone === 'waits' ? 'border-waits-line bg-waits-surface' : 'border-bad-line bg-bad-surface',
      )}
    >
      <div className="min-h-0 overflow-y-auto px-3 pt-2.5 pb-2 max-md:px-4">
        <h2 className="flex items-center gap-2 font-semibold">
          <span
            aria-hidden="true"
            className={cx('size-2 shrink-0 rounded-full', tone === 'waits' ? 'bg-waits' : 'bg-bad')}
          />
          {title}
        </h2>
        {children && <div className="mt-1.5 flex flex-col gap-1.5">{children}</div>}
      </div>
      {problem && (
        <p role="alert" className="px-3 pb-1 text-bad max-md:px-4">
          {problem}
        </p>
      )}
      {buttons && <div className="flex flex-wrap items-center gap-2 px-3 pb-3 max-md:px-4">{buttons}</div>}
    </section>
  )
}

/** For those who may read but not decide. */
export function OnlyReading() {
  return (
    <p className="text-ink-2">
      An engineer, a lead or an admin decides this. You can read and follow the session.
    </p>
  )
}
