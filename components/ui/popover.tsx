'use client'
// A small panel beside what opened it: details of a number, a filter's form.
import { Popover as Primitive } from 'radix-ui'
import type { ReactElement, ReactNode } from 'react'

export function Popover({
  trigger,
  children,
  label,
  align = 'start',
  open,
  onOpenChange,
}: {
  trigger: ReactElement
  children: ReactNode
  /** The panel's name for screen readers. */
  label: string
  align?: 'start' | 'center' | 'end'
  open?: boolean
  onOpenChange?: (open: boolean) => void
}) {
  return (
    <Primitive.Root open={open} onOpenChange={onOpenChange}>
      <Primitive.Trigger asChild>{trigger}</Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          aria-label={label}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className="z-50 max-h-(--radix-popover-content-available-height) max-w-[min(28rem,calc(100vw-1rem))] animate-appear overflow-y-auto rounded-md border border-line bg-raised p-3 shadow-menu focus:outline-none"
        >
          {children}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  )
}
