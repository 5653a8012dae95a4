// How far a file is decided, as a mark with a word for screen readers.
import { Check, Circle, X } from 'lucide-react'
import { cx } from '../ui/cx.ts'
import type { FileState } from './count-decisions.ts'

const marks: Record<FileState, { word: string; ink: string; icon: typeof Circle }> = {
  undecided: { word: 'undecided', ink: 'text-ink-3', icon: Circle },
  part: { word: 'partly decided', ink: 'text-passed', icon: HalfCircle as typeof Circle },
  accepted: { word: 'accepted', ink: 'text-passed', icon: Check },
  rejected: { word: 'rejected', ink: 'text-bad', icon: X },
  mixed: { word: 'decided, some of it rejected', ink: 'text-waits', icon: Check },
}

export function FileMark({ state, className }: { state: FileState; className?: string }) {
  const { word, ink, icon: Icon } = marks[state]
  return (
    <span title={word} className={cx('inline-grid size-4 shrink-0 place-items-center', ink, className)}>
      <Icon aria-hidden="true" className={Icon === Circle ? 'size-2.5' : 'size-3.5'} strokeWidth={2.25} />
      <span className="sr-only">{word}</span>
    </span>
  )
}

function HalfCircle({ className }: { className?: string }) {
  return (
    <svg
      viewBox="0 0 16 16"
      aria-hidden="true"
      className={className}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
    >
      <circle cx="8" cy="8" r="5" />
      <path d="M8 3a5 5 0 0 1 0 10Z" fill="currentColor" stroke="none" transform="rotate(180 8 8)" />
    </svg>
  )
}
