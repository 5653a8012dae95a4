'use client'
// Something a machine reads (id, digest, path, command) that a click copies. `shown` may be shorter than `value`.
import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { cx } from './cx.ts'

export function Copyable({
  value,
  shown,
  label,
  className,
}: {
  value: string
  shown?: string
  label: string
  className?: string
}) {
  const [outcome, setOutcome] = useState<'copied' | 'failed' | null>(null)
  useEffect(() => {
    if (!outcome) return
    const timer = setTimeout(() => setOutcome(null), 1600)
    return () => clearTimeout(timer)
  }, [outcome])
  return (
    <button
      type="button"
      title={
        outcome === 'failed'
          ? 'Copying was refused; select the text instead'
          : shown && shown !== value
            ? value
            : `Copy ${label}`
      }
      onClick={() =>
        copyText(value).then(
          () => setOutcome('copied'),
          () => setOutcome('failed'),
        )
      }
      className={cx(
        'group relative inline-flex max-w-full items-center rounded-xs text-left font-mono text-code text-inherit select-text hover:bg-sunken',
        className,
      )}
    >
      <span className="sr-only">Copy {label}: </span>
      <span data-shown className="min-w-0 truncate">
        {shown ?? value}
      </span>
      {outcome === 'copied' ? (
        <Check aria-hidden="true" className="absolute left-full ml-1 size-3 text-passed" />
      ) : (
        <Copy
          aria-hidden="true"
          className="absolute left-full ml-1 size-3 text-ink-3 opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100"
        />
      )}
      <span role="status" className="sr-only">
        {outcome === 'copied' ? 'Copied' : outcome === 'failed' ? 'Copying was refused' : ''}
      </span>
    </button>
  )
}

/** The clipboard needs a secure page; on plain HTTP an old way is left. Rejects when neither works. */
async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text)
  const field = document.createElement('textarea')
  field.value = text
  field.style.position = 'fixed'
  field.style.opacity = '0'
  document.body.append(field)
  field.select()
  const done = document.execCommand('copy')
  field.remove()
  if (!done) throw new Error('copying was refused')
}
