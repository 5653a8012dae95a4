'use client'
// Views of one thing. `Tabs` keeps them in the page; `LinkTabs` makes each a link, where the URL should follow.
import Link from 'next/link'
import { Tabs as Primitive } from 'radix-ui'
import type { ReactNode } from 'react'
import { cx } from './cx.ts'

const listLook =
  'flex min-w-0 items-stretch gap-4 overflow-x-auto border-line border-b [scrollbar-width:none]'
const tabLook =
  'relative -mb-px inline-flex shrink-0 items-center gap-1.5 whitespace-nowrap border-transparent border-b-2 py-2 text-sm text-ink-2 touch hover:text-ink focus-visible:-outline-offset-2 data-[state=active]:border-ink data-[state=active]:font-medium data-[state=active]:text-ink'

export type Tab = {
  id: string
  label: ReactNode /** A count or a mark, lighter than the label. */
  detail?: ReactNode
  content: ReactNode
}

export function Tabs({
  tabs,
  value,
  onChange,
  label,
  aside,
  className,
}: {
  tabs: Tab[]
  value: string
  onChange: (id: string) => void
  label: string
  aside?: ReactNode
  className?: string
}) {
  return (
    <Primitive.Root
      value={value}
      onValueChange={onChange}
      className={cx('flex min-h-0 min-w-0 flex-col', className)}
    >
      <div className="flex items-stretch">
        <Primitive.List aria-label={label} className={cx(listLook, 'flex-1')}>
          {tabs.map((tab) => (
            <Primitive.Trigger key={tab.id} value={tab.id} className={tabLook}>
              {tab.label}
              {tab.detail != null && <span className="font-normal text-ink-3">{tab.detail}</span>}
            </Primitive.Trigger>
          ))}
        </Primitive.List>
        {aside && <div className="flex items-center border-line border-b">{aside}</div>}
      </div>
      {tabs.map((tab) => (
        <Primitive.Content
          key={tab.id}
          value={tab.id}
          className="min-h-0 flex-1 focus-visible:outline-offset-4"
        >
          {tab.content}
        </Primitive.Content>
      ))}
    </Primitive.Root>
  )
}

export function LinkTabs({
  tabs,
  current,
  label,
}: {
  tabs: { id: string; href: string; label: ReactNode; detail?: ReactNode }[]
  current: string
  label: string
}) {
  return (
    <nav aria-label={label} className={listLook}>
      {tabs.map((tab) => (
        <Link
          key={tab.id}
          href={tab.href}
          scroll={false}
          aria-current={tab.id === current ? 'page' : undefined}
          data-state={tab.id === current ? 'active' : 'inactive'}
          className={tabLook}
        >
          {tab.label}
          {tab.detail != null && <span className="font-normal text-ink-3">{tab.detail}</span>}
        </Link>
      ))}
    </nav>
  )
}
