'use client'
// Where one is and where one can go: a rail at the left on a desk, a bar at the bottom on a phone.
import Link, { useLinkStatus } from 'next/link'
import { usePathname } from 'next/navigation'
import { cx } from '../ui/cx.ts'
import { ariaKeys, Kbd } from '../ui/kbd.tsx'
import { Tooltip } from '../ui/tooltip.tsx'
import { AccountMenu } from './account-menu.tsx'
import { isAt, type Place, places } from './places.ts'
import type { ShellPerson } from './shell.tsx'

export function Rail({ waiting, person }: { waiting: number; person: ShellPerson }) {
  const path = usePathname()
  return (
    <nav
      aria-label="Main"
      className={cx(
        'fixed z-30 flex border-line bg-canvas',
        'max-md:inset-x-0 max-md:bottom-0 max-md:h-[calc(var(--bar)+env(safe-area-inset-bottom))] max-md:border-t max-md:pb-[env(safe-area-inset-bottom)]',
        'md:inset-y-0 md:left-0 md:w-(--rail) md:flex-col md:items-center md:gap-1 md:border-r md:py-3',
      )}
    >
      {places.map((place) => (
        <RailLink
          key={place.href}
          place={place}
          current={isAt(place, path)}
          count={place.href === '/' ? waiting : 0}
          className={place.href === '/settings' ? 'md:mt-auto' : undefined}
        />
      ))}
      <div className="max-md:hidden">
        <AccountMenu person={person} />
      </div>
    </nav>
  )
}

function RailLink({
  place,
  current,
  count,
  className,
}: {
  place: Place
  current: boolean
  count: number
  className?: string
}) {
  const Icon = place.icon
  return (
    <Tooltip
      side="right"
      text={
        <span className="flex items-center gap-2">
          {place.name} <Kbd keys={place.keys} className="text-current! opacity-70" />
        </span>
      }
    >
      <Link
        href={place.href}
        aria-current={current ? 'page' : undefined}
        aria-label={count > 0 ? `${place.name}, ${count} for you` : place.name}
        aria-keyshortcuts={ariaKeys(place.keys)}
        className={cx(
          'relative flex items-center justify-center transition-colors duration-100 max-md:h-full max-md:flex-1 max-md:flex-col max-md:gap-0.5 md:size-8 md:rounded-md',
          current ? 'text-ink md:bg-sunken' : 'text-ink-3 hover:text-ink md:hover:bg-sunken',
          className,
        )}
      >
        <span className="relative">
          <Icon aria-hidden="true" className="size-4 max-md:size-5" strokeWidth={1.75} />
          {count > 0 && (
            <span className="absolute -top-2 -right-2.5 grid h-3.5 min-w-3.5 place-items-center rounded-full bg-waits px-1 font-medium text-[0.625rem] text-waits-ink leading-none tabular-nums">
              {count > 99 ? '99+' : count}
            </span>
          )}
        </span>
        <Pending />
        <span aria-hidden="true" className={cx('text-2xs md:hidden', current && 'font-medium')}>
          {place.name}
        </span>
      </Link>
    </Tooltip>
  )
}

/** Answers a click at once, while the page is on its way. */
function Pending() {
  const { pending } = useLinkStatus()
  return pending ? (
    <span aria-hidden="true" className="absolute bottom-0.5 h-0.5 w-4 animate-pulse rounded-full bg-ink" />
  ) : null
}
