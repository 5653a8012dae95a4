// A few lines that stand out by their state. `bad` is announced; `waits` asks for something; `plain` explains.
import { CircleAlert, CircleCheck, Clock, Info } from 'lucide-react'
import type { ReactNode } from 'react'
import { cx } from './cx.ts'

export type CalloutTone = 'plain' | 'waits' | 'bad' | 'passed'
const looks: Record<CalloutTone, string> = {
  plain: 'border-line bg-surface text-ink',
  waits: 'border-waits-line bg-waits-surface text-ink',
  bad: 'border-bad-line bg-bad-surface text-ink',
  passed: 'border-line bg-passed-surface text-ink',
}
const icons = {
  plain: <Info className="size-4 text-ink-3" />,
  waits: <Clock className="size-4 text-waits" />,
  bad: <CircleAlert className="size-4 text-bad" />,
  passed: <CircleCheck className="size-4 text-passed" />,
}

export function Callout({
  tone = 'plain',
  title,
  children,
  action,
}: {
  tone?: CalloutTone
  title?: ReactNode
  children?: ReactNode
  action?: ReactNode
}) {
  return (
    <div
      role={tone === 'bad' ? 'alert' : undefined}
      className={cx('flex gap-2.5 rounded-md border px-3 py-2', looks[tone])}
    >
      <span aria-hidden="true" className="mt-0.5 shrink-0">
        {icons[tone]}
      </span>
      <div className="min-w-0 flex-1">
        {title && <p className="font-medium">{title}</p>}
        {children && <div className={cx('measure', title ? 'text-ink-2' : null)}>{children}</div>}
        {action && <div className="mt-2 flex flex-wrap gap-2">{action}</div>}
      </div>
    </div>
  )
}
