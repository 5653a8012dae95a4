'use client'
// A question that must be answered or left before going on. Escape and the shade leave it; focus returns to where it was.
import { X } from 'lucide-react'
import { Dialog as Primitive } from 'radix-ui'
import type { ReactNode } from 'react'
import { cx } from './cx.ts'

export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  children,
  footer,
  width = 'md',
}: {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  description?: ReactNode
  children?: ReactNode
  /** Buttons, the deciding one last. */
  footer?: ReactNode
  width?: 'md' | 'lg' | 'xl'
}) {
  return (
    <Primitive.Root open={open} onOpenChange={onOpenChange}>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40 animate-appear bg-shade" />
        <Primitive.Content
          {...(description ? {} : { 'aria-describedby': undefined })}
          className={cx(
            'fixed z-50 flex max-h-[calc(100dvh-4rem)] animate-appear flex-col overflow-hidden border border-line bg-raised shadow-dialog focus:outline-none',
            'max-md:inset-x-0 max-md:bottom-0 max-md:rounded-t-lg md:top-[12vh] md:left-1/2 md:max-h-[76vh] md:-translate-x-1/2 md:rounded-lg',
            width === 'md' && 'md:w-[30rem]',
            width === 'lg' && 'md:w-[42rem]',
            width === 'xl' && 'md:w-[min(60rem,92vw)]',
          )}
        >
          <header className="flex items-start gap-4 px-5 pt-4">
            <div className="min-w-0 flex-1">
              <Primitive.Title className="font-semibold text-lg">{title}</Primitive.Title>
              {description && (
                <Primitive.Description className="mt-0.5 text-ink-2">{description}</Primitive.Description>
              )}
            </div>
            <Primitive.Close
              aria-label="Close"
              className="-mr-2 inline-grid size-7 place-items-center rounded-md text-ink-3 hover:bg-sunken hover:text-ink max-md:size-11"
            >
              <X aria-hidden="true" className="size-4" />
            </Primitive.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4">{children}</div>
          {footer && (
            <footer className="flex flex-wrap items-center justify-end gap-2 border-line border-t px-5 py-3">
              {footer}
            </footer>
          )}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  )
}
