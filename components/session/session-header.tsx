'use client'
// The top of the page: which session, what it does or who it waits for and since when, what it took, what one can do now.
import { ChevronLeft } from 'lucide-react'
import Link from 'next/link'
import { type ReactNode, useState } from 'react'
import { ended } from '../../lib/domain/session-state.ts'
import type { SessionView } from '../../lib/realtime/session-client.ts'
import { RelativeTime } from '../ui/relative-time.tsx'
import { State } from '../ui/state.tsx'
import { describeState } from './describe-state.ts'
import { SessionFacts } from './session-facts.tsx'
import { SessionMenu } from './session-menu.tsx'
import { useScope } from './session-scope.tsx'
import { SessionTitle } from './session-title.tsx'
import { useMinute } from './use-minute.ts'

export function SessionHeader({ view, actions }: { view: SessionView; actions: ReactNode }) {
  const { project, reader } = useScope()
  const [editing, setEditing] = useState(false)
  const { state } = view
  const { tone, words, since } = describeState(state, view.story, reader)
  return (
    <header className="@container shrink-0 border-line border-b bg-canvas">
      <div className="flex min-h-12 flex-wrap items-center gap-x-3 px-4 max-md:gap-y-0 max-md:pb-2 md:px-5">
        <div className="flex min-w-0 flex-1 items-center gap-2 max-md:min-h-11 max-md:basis-full">
          <Link
            href="/"
            aria-label="Back to what waits"
            className="-ml-2 grid size-11 place-items-center text-ink-3 md:hidden"
          >
            <ChevronLeft aria-hidden="true" className="size-5" />
          </Link>
          <Link
            href={`/projects/${project.slug}`}
            className="shrink-0 text-ink-2 hover:text-ink max-md:hidden"
          >
            {project.name}
          </Link>
          <span aria-hidden="true" className="text-ink-3 max-md:hidden">
            /
          </span>
          <SessionTitle title={state.title} number={state.number} editing={editing} onEditing={setEditing} />
          {state.archived && <span className="shrink-0 text-ink-3">archived</span>}
          <span className="ml-auto md:hidden">
            <SessionMenu state={state} onRename={() => setEditing(true)} />
          </span>
        </div>
        <p role="status" className="min-w-0 shrink-0 truncate font-medium max-md:shrink">
          <State tone={tone}>
            {words}
            {since && <Since at={since} over={ended.includes(state.phase)} />}
          </State>
        </p>
        <div className="min-w-0 max-md:ml-auto @max-[52rem]:hidden max-md:block!">
          <SessionFacts state={state} short={state.phase === 'review-waits'} />
        </div>
        {actions && <div className="flex shrink-0 items-center gap-2 max-md:hidden">{actions}</div>}
        <span className="max-md:hidden">
          <SessionMenu state={state} onRename={() => setEditing(true)} />
        </span>
      </div>
    </header>
  )
}

/** Nothing in the first minute: it would only flicker. */
function Since({ at, over }: { at: string; over: boolean }) {
  const now = useMinute()
  if (now > 0 && now - Date.parse(at) < 30_000) return null
  return over ? (
    <>
      {' '}
      <RelativeTime at={at} ago />
    </>
  ) : (
    <>
      , <RelativeTime at={at} />
    </>
  )
}
