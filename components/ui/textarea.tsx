// Text of several lines that grows with what is typed, up to `maxRows`.
import type { ComponentProps } from 'react'
import { cx } from './cx.ts'
import { fieldLook } from './input.tsx'

export function Textarea({
  mono,
  maxRows = 16,
  rows = 3,
  className,
  style,
  ...rest
}: ComponentProps<'textarea'> & { mono?: boolean; maxRows?: number }) {
  return (
    <textarea
      rows={rows}
      spellCheck={mono ? false : undefined}
      {...rest}
      style={{
        minHeight: `calc(${rows} * 1.375rem + 1rem)`,
        maxHeight: `calc(${maxRows} * 1.375rem + 1rem)`,
        ...style,
      }}
      className={cx(
        fieldLook,
        'field-sizing-content resize-y px-2.5 py-1.5',
        mono ? 'font-mono text-code!' : 'text-base! leading-[1.375rem]',
        className,
      )}
    />
  )
}
