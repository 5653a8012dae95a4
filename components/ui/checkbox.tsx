// Yes or no, and one of several, with their words as the target.
import type { ComponentProps, ReactNode } from 'react'
import { cx } from './cx.ts'

type Props = ComponentProps<'input'> & { label: ReactNode; hint?: ReactNode }

export function Checkbox(props: Props) {
  return <Choice type="checkbox" {...props} />
}

/** Give all radios of one question the same `name`, inside a <fieldset> with a <legend>. */
export function Radio(props: Props) {
  return <Choice type="radio" {...props} />
}

function Choice({ label, hint, className, ...rest }: Props) {
  return (
    <label
      className={cx(
        'flex items-start gap-2 py-0.5 text-sm touch max-md:items-center has-disabled:text-ink-3',
        className,
      )}
    >
      <input {...rest} className="mt-[3px] size-3.5 shrink-0 accent-accent max-md:mt-0 max-md:size-4.5" />
      <span className="min-w-0">
        {label}
        {hint && <span className="block text-ink-3 text-xs">{hint}</span>}
      </span>
    </label>
  )
}
