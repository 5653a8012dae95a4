'use client'
// One line that opens: a small arrow, what it is about, and below it the rest. The line stays where it is when it opens.
import { ChevronRight } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { cx } from '../../ui/cx.ts'

export function Fold({
  line,
  children,
  startsOpen = false,
  quiet = false,
}: {
  line: ReactNode
  children: ReactNode
  startsOpen?: boolean
  quiet?: boolean
}) {
  const [chosen, setChosen] = useState<boolean | null>(null)
  const open = chosen ?? startsOpen
  return (
    <div className="min-w-0">
      <FoldLine open={open} onToggle={() => setChosen(!open)} quiet={quiet}>
        {line}
      </FoldLine>
      {open && <div className="mt-1.5 min-w-0 md:pl-4">{children}</div>}
    </div>
  )
}

export function FoldLine({
  open,
  onToggle,
  quiet = false,
  children,
}: {
  open: boolean
  onToggle: () => void
  quiet?: boolean
  children: ReactNode
}) {
  return (
    <button
      type="button"
      aria-expanded={open}
      onClick={onToggle}
      className={cx(
        'group -mx-1 flex max-w-full items-start gap-1 rounded-sm px-1 text-left touch max-md:items-center',
        quiet ? 'text-ink-3 hover:text-ink-2' : 'text-ink-2 hover:text-ink',
      )}
    >
      <ChevronRight
        aria-hidden="true"
        className={cx(
          'mt-[5px] size-3 shrink-0 text-ink-3 transition-transform duration-100 max-md:mt-0',
          open && 'rotate-90',
        )}
      />
      <span className="min-w-0 wrap-anywhere">{children}</span>
    </button>
  )
}
