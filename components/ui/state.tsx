// A state as an icon and a word, never colour alone. `StateMark` is the icon with its word for screen readers, for dense rows.
import { Check, Circle, CircleDot, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { cx } from './cx.ts'

export type Tone = 'waits' | 'running' | 'passed' | 'bad' | 'past'

export const toneInk: Record<Tone, string> = {
  waits: 'text-waits',
  running: 'text-running',
  passed: 'text-passed',
  bad: 'text-bad',
  past: 'text-ink-3',
}
const marks = {
  waits: <span className="size-2 rounded-full bg-current" />,
  running: <CircleDot className="size-3.5" strokeWidth={2.25} />,
  passed: <Check className="size-3.5" strokeWidth={2.5} />,
  bad: <X className="size-3.5" strokeWidth={2.5} />,
  past: <Circle className="size-2.5" strokeWidth={2.5} />,
}

export function StateMark({ tone, word, className }: { tone: Tone; word: string; className?: string }) {
  return (
    <span
      className={cx('inline-grid size-4 shrink-0 place-items-center', toneInk[tone], className)}
      title={word}
    >
      <span aria-hidden="true" className="inline-grid place-items-center">
        {marks[tone]}
      </span>
      <span className="sr-only">{word}</span>
    </span>
  )
}

export function State({
  tone,
  children,
  className,
}: {
  tone: Tone
  children: ReactNode
  className?: string
}) {
  return (
    <span className={cx('inline-flex min-w-0 items-start gap-1.5', toneInk[tone], className)}>
      <span aria-hidden="true" className="inline-grid h-[1lh] w-4 shrink-0 place-items-center">
        {marks[tone]}
      </span>
      <span className="min-w-0">{children}</span>
    </span>
  )
}

/** A short word in a tinted frame: "rejected", "scripted", "you". */
export function Badge({ tone = 'past', children }: { tone?: Tone; children: ReactNode }) {
  const fill = {
    waits: 'bg-waits-surface text-waits',
    running: 'bg-running-surface text-running',
    passed: 'bg-passed-surface text-passed',
    bad: 'bg-bad-surface text-bad',
    past: 'bg-sunken text-ink-2',
  }[tone]
  return (
    <span className={cx('inline-flex items-center whitespace-nowrap rounded-full px-2 py-px text-xs', fill)}>
      {children}
    </span>
  )
}
