'use client'
// Short words at the edge of the screen: something is done, or did not work and what to do. Never the only trace of a failure in a form.
import { Toaster } from 'sonner'

export { toast } from 'sonner'

export function Toasts() {
  return (
    <Toaster
      position="bottom-right"
      gap={8}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            'flex w-[22rem] max-w-[calc(100vw-2rem)] items-start gap-2 rounded-md border border-line bg-raised px-3 py-2 text-ink text-sm shadow-menu',
          title: 'font-medium',
          description: 'text-ink-2',
          error: 'border-bad-line',
          icon: 'mt-0.5',
          actionButton: 'ml-auto shrink-0 font-medium underline underline-offset-2',
        },
      }}
    />
  )
}
