// The frame of the pages before one is signed in: the product's name, one question, nothing else.
import type { ReactNode } from 'react'

export function AccountFrame({
  title,
  children,
  below,
}: {
  title: string
  children: ReactNode
  below?: ReactNode
}) {
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-[22rem] flex-col px-4 pt-[14vh] pb-16">
      <title>{title.endsWith('Countersign') ? title : `${title} · Countersign`}</title>
      <p className="pb-6 font-semibold text-ink-3">Countersign</p>
      <h1 className="pb-4 font-semibold text-xl tracking-[-0.01em]">{title}</h1>
      {children}
      {below && <div className="mt-6 border-line border-t pt-3 text-ink-3">{below}</div>}
    </main>
  )
}
