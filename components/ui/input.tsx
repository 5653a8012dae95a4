// One-line text fields. `mono` for what a machine reads: commands, paths, hosts, names of branches.
import type { ComponentProps } from 'react'
import { cx } from './cx.ts'

export const fieldLook =
  'w-full min-w-0 rounded-md border border-line bg-surface text-ink text-sm transition-colors duration-100 touch hover:border-line-strong focus:border-accent focus:outline-none focus-visible:outline-none aria-invalid:border-bad disabled:bg-sunken disabled:text-ink-3 [&[readonly]]:bg-sunken'

export function Input({ mono, className, ...rest }: ComponentProps<'input'> & { mono?: boolean }) {
  return (
    <input
      type="text"
      autoComplete="off"
      spellCheck={mono ? false : undefined}
      autoCapitalize={mono ? 'none' : undefined}
      {...rest}
      className={cx(fieldLook, 'h-8 px-2.5', mono && 'font-mono text-code!', className)}
    />
  )
}
