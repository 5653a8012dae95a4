'use client'
// Output of a machine in a well: the first lines, and the whole on request. Text that is kept elsewhere is loaded by `load`.
import { useState } from 'react'
import { Button } from './button.tsx'
import { cx } from './cx.ts'

const shownLines = 24
export type Text = string | { head: string; bytes: number }

export function LongText({
  text,
  load,
  lines = shownLines,
  fromEnd,
  label = 'Output',
  className,
}: {
  text: Text
  /** Needed for text that is not a plain string. Rejects when it cannot be had. */
  load?: () => Promise<string>
  lines?: number
  /** Shows the last lines first: for output whose end matters. */
  fromEnd?: boolean
  label?: string
  className?: string
}) {
  const [whole, setWhole] = useState<string | null>(null)
  const [open, setOpen] = useState(false)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState(false)
  const known = whole ?? (typeof text === 'string' ? text : text.head)
  const elsewhere = typeof text !== 'string' && whole === null
  const all = known.split('\n')
  const folded = !open && all.length > lines
  const shown = folded ? (fromEnd && !elsewhere ? all.slice(-lines) : all.slice(0, lines)).join('\n') : known

  async function more() {
    if (elsewhere && load) {
      setBusy(true)
      try {
        setWhole(await load())
        setProblem(false)
      } catch {
        setProblem(true)
      }
      setBusy(false)
    }
    setOpen(true)
  }
  return (
    <div className={cx('min-w-0', className)}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section aria-label={label} tabIndex={0} className="max-h-[32rem] overflow-auto rounded-md bg-sunken">
        <pre className="w-max min-w-full px-3 py-2 text-code">
          {shown || <span className="text-ink-3">No output</span>}
        </pre>
      </section>
      {(folded || (elsewhere && load)) && (
        <div className="mt-1 flex items-center gap-2 text-ink-3 text-xs">
          <Button size="sm" variant="quiet" busy={busy} onClick={more}>
            {elsewhere ? `Show all, ${sayBytes(text)}` : `Show all ${all.length} lines`}
          </Button>
          {problem && <span className="text-bad">It could not be loaded. Try again.</span>}
        </div>
      )}
    </div>
  )
}

function sayBytes(text: Text): string {
  const bytes = typeof text === 'string' ? text.length : text.bytes
  return bytes < 1_000_000
    ? `${Math.max(1, Math.round(bytes / 1000))} kB`
    : `${(bytes / 1_000_000).toFixed(1)} MB`
}
