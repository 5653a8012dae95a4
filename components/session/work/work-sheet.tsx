'use client'
// The work on a phone: a sheet over the story, with what waits at its bottom, so that one can decide where one reads.
import { ChevronDown } from 'lucide-react'
import { Dialog } from 'radix-ui'
import type { ReactNode } from 'react'

export function WorkSheet({
  open,
  onClose,
  children,
  footer,
}: {
  open: boolean
  onClose: () => void
  children: ReactNode
  footer: ReactNode
}) {
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 animate-appear bg-shade" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-x-0 top-6 bottom-0 z-40 flex animate-appear flex-col overflow-hidden rounded-t-lg border-line border-t bg-surface focus:outline-none"
        >
          <div className="flex h-11 shrink-0 items-center justify-between pl-4">
            <Dialog.Title className="font-semibold text-base">Work</Dialog.Title>
            <Dialog.Close
              aria-label="Back to the story"
              className="grid size-11 place-items-center text-ink-3"
            >
              <ChevronDown aria-hidden="true" className="size-5" />
            </Dialog.Close>
          </div>
          <div className="min-h-0 flex-1">{children}</div>
          <div className="shrink-0 [&>section]:max-h-[45dvh] pb-[env(safe-area-inset-bottom)]">{footer}</div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
