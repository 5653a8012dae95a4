// Sessions as lines: mark, title, what it does, project, time. The whole line is the link.
import Link from 'next/link'
import type { ReactNode } from 'react'
import type { SessionRow } from '../../lib/queries/session-row.ts'
import { cx } from '../ui/cx.ts'
import { RelativeTime } from '../ui/relative-time.tsx'
import { StateMark, toneInk } from '../ui/state.tsx'
import { describeRow } from './describe-row.ts'

export function SessionLines<T extends SessionRow>({
  sessions,
  says,
  at = (session) => session.updatedAt,
  hideProject,
  showPerson,
}: {
  sessions: readonly T[]
  /** Replaces the words of the state. */
  says?: (session: T) => ReactNode
  at?: (session: T) => string
  hideProject?: boolean
  showPerson?: boolean
}) {
  return (
    <ul>
      {sessions.map((session) => {
        const state = describeRow(session)
        return (
          <li
            key={session.id}
            className="relative grid grid-cols-[1rem_1fr_auto] items-baseline gap-x-3 border-line border-b py-2 first:border-t hover:bg-sunken max-md:gap-y-0.5 max-md:py-3 md:grid-cols-[1rem_minmax(0,1fr)_13rem_9rem_5rem] md:px-2"
          >
            <StateMark
              tone={state.tone}
              word={state.words}
              className="self-center max-md:row-span-2 max-md:self-start"
            />
            <Link
              href={`/sessions/${session.id}`}
              className="min-w-0 truncate font-medium after:absolute after:inset-0"
            >
              {session.title}
            </Link>
            <span
              className={cx(
                'min-w-0 truncate max-md:order-last max-md:col-span-2 max-md:col-start-2',
                state.tone === 'bad' || state.tone === 'waits' ? toneInk[state.tone] : 'text-ink-2',
              )}
            >
              {says?.(session) ?? state.words}
              <span className="text-ink-3 md:hidden">
                {hideProject ? null : ` · ${session.project.name}`}
              </span>
            </span>
            <span className="truncate text-ink-2 max-md:hidden">
              {hideProject || showPerson ? session.createdBy.name : session.project.name}
            </span>
            <RelativeTime at={at(session)} className="text-right text-ink-3" />
          </li>
        )
      })}
    </ul>
  )
}
