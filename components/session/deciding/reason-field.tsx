'use client'
// Why: kept with the decision for ever. Folded until it is wanted, so that the usual answer stays one key.
import { type RefObject, useId } from 'react'
import { Textarea } from '../../ui/textarea.tsx'

export function ReasonField({
  open,
  label = 'Reason',
  placeholder,
  value,
  onChange,
  onSubmit,
  onOpen,
  field,
}: {
  open: boolean
  label?: string
  placeholder?: string
  value: string
  onChange: (value: string) => void
  /** Ctrl or ⌘ with Enter. */
  onSubmit?: () => void
  onOpen: () => void
  field?: RefObject<HTMLTextAreaElement | null>
}) {
  const id = useId()
  if (!open) {
    return (
      <button
        type="button"
        onClick={onOpen}
        className="self-start text-ink-2 underline decoration-line-strong underline-offset-2 hover:text-ink touch"
      >
        Add a reason
      </button>
    )
  }
  return (
    <div>
      <label htmlFor={id} className="sr-only">
        {label}
      </label>
      <Textarea
        ref={field}
        id={id}
        rows={2}
        maxRows={8}
        value={value}
        placeholder={placeholder ?? label}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return
          event.preventDefault()
          onSubmit?.()
        }}
      />
    </div>
  )
}
