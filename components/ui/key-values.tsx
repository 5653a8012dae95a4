// Names and their values, as a ledger: hairlines between, names quiet. `dense` has no lines, for use inside a block.
import type { ReactNode } from 'react'
import { cx } from './cx.ts'

export type KeyValue = { name: string; value: ReactNode }

export function KeyValues({ items, dense }: { items: KeyValue[]; dense?: boolean }) {
  return (
    <dl className="min-w-0">
      {items.map((item) => (
        <div
          key={item.name}
          className={cx(
            'grid min-w-0 gap-x-4 gap-y-0.5',
            dense
              ? 'grid-cols-[5rem_1fr] py-0.5'
              : 'border-line border-t py-2 last:border-b md:grid-cols-[9rem_1fr]',
          )}
        >
          <dt className="text-ink-3">{item.name}</dt>
          <dd className="min-w-0 wrap-anywhere">{item.value}</dd>
        </div>
      ))}
    </dl>
  )
}
