// A labelled control with its explanation and its error. The control gets id and descriptions from here, so that none forgets them.
import { cloneElement, type ReactElement, type ReactNode, useId } from 'react'
import { cx } from './cx.ts'

type ControlProps = { id?: string; 'aria-describedby'?: string; 'aria-invalid'?: boolean }

export function Field({
  label,
  hint,
  error,
  children,
  className,
  hideLabel,
}: {
  label: string
  hint?: ReactNode
  error?: string | null
  children: ReactElement<ControlProps>
  className?: string
  hideLabel?: boolean
}) {
  const id = useId()
  const hintId = hint ? `${id}-hint` : undefined
  const errorId = error ? `${id}-error` : undefined
  return (
    <div className={cx('flex min-w-0 flex-col gap-1', className)}>
      <label htmlFor={id} className={hideLabel ? 'sr-only' : 'font-medium text-sm'}>
        {label}
      </label>
      {cloneElement(children, {
        id,
        'aria-describedby': [errorId, hintId].filter(Boolean).join(' ') || undefined,
        'aria-invalid': error ? true : undefined,
      })}
      {error && (
        <p id={errorId} role="alert" className="text-bad text-xs">
          {error}
        </p>
      )}
      {hint && (
        <p id={hintId} className="measure text-ink-3 text-xs">
          {hint}
        </p>
      )}
    </div>
  )
}
