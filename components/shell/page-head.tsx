// The head of a plain page: its name, a count, what one can do; and the column that its content sits in.
import type { ReactNode } from 'react'
import { cx } from '../ui/cx.ts'

export function Page({ children, wide }: { children: ReactNode; wide?: boolean }) {
  return (
    <main
      className={cx(
        'mx-auto flex w-full flex-col gap-7 px-4 pt-5 pb-16 max-md:pb-8 md:px-8 md:pt-7',
        wide ? 'max-w-[84rem]' : 'max-w-[61rem]',
      )}
    >
      {children}
    </main>
  )
}

export function PageHead({
  title,
  count,
  above,
  aside,
  children,
}: {
  title: ReactNode
  count?: number
  above?: ReactNode
  aside?: ReactNode
  children?: ReactNode
}) {
  return (
    <header>
      {above && <div className="pb-1 text-ink-3">{above}</div>}
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h1 className="min-w-0 font-semibold text-xl tracking-[-0.01em]">
          {title}
          {count !== undefined && count > 0 && (
            <span className="ml-2 font-normal text-base text-ink-3 tabular-nums">{count}</span>
          )}
        </h1>
        {aside && <div className="flex flex-wrap items-center gap-2">{aside}</div>}
      </div>
      {children && <div className="measure pt-1 text-base text-ink-2">{children}</div>}
    </header>
  )
}
