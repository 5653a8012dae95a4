'use client'
// A secret that is told once: to copy now, or to make a new one later.
import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import { Callout } from './callout.tsx'
import { Copyable } from './copyable.tsx'

export function ShownOnce({
  label,
  value,
  children,
  onDone,
}: {
  label: string
  value: string
  children: ReactNode
  onDone: () => void
}) {
  return (
    <Callout tone="waits" title={label} action={<Button onClick={onDone}>I have copied it</Button>}>
      {children}
      <span className="mt-1.5 block rounded-sm border border-waits-line bg-surface py-1 pr-6 pl-2 text-ink">
        <Copyable value={value} label="it" className="wrap-anywhere [&>[data-shown]]:whitespace-normal" />
      </span>
    </Callout>
  )
}
