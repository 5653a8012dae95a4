'use client'
// The story: the desired state on top, what happened below it, and at its end the one block that waits for a person.
// The waiting block keeps its place at the bottom of the pane wherever the reader has scrolled to.
import { ArrowDown } from 'lucide-react'
import { useCallback, useMemo, useRef, useState } from 'react'
import type { SessionView } from '../../../lib/realtime/session-client.ts'
import { Button } from '../../ui/button.tsx'
import { toast } from '../../ui/toast.tsx'
import { DecidingBlock } from '../deciding/deciding-block.tsx'
import { useScope } from '../session-scope.tsx'
import { plural } from '../words.ts'
import { DesiredState } from './desired-state.tsx'
import { listRows } from './list-rows.ts'
import { StoryList } from './story-list.tsx'
import { useFollowing } from './use-following.ts'

export function StoryPane({ view, reviewOpen }: { view: SessionView; reviewOpen: boolean }) {
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set())
  const box = useRef<HTMLElement>(null)
  const inner = useRef<HTMLDivElement>(null)
  const { following, onScroll, toEnd } = useFollowing(box, inner)
  const openAskId = view.state.approval?.id ?? null
  const rows = useMemo(
    () => listRows(view.story.items, openAskId, opened),
    [view.story.items, openAskId, opened],
  )
  const unread = useUnread(rows.length, following)
  const toggleTurn = useCallback(
    (key: string) =>
      setOpened((now) => {
        const next = new Set(now)
        if (!next.delete(key)) next.add(key)
        return next
      }),
    [],
  )
  return (
    <section aria-label="Story" className="flex h-full min-h-0 flex-col bg-canvas">
      <DesiredState story={view.story} mode={view.state.mode} />
      <div className="relative min-h-0 flex-1 [container-type:size]">
        <section
          ref={box}
          onScroll={onScroll}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
          tabIndex={0}
          className="h-full overflow-y-auto overscroll-contain [overflow-anchor:none]"
          aria-label="What happened"
        >
          <div ref={inner} className="flex min-h-full flex-col">
            {view.hasOlder && <Earlier box={box} />}
            <StoryList rows={rows} view={view} box={box} onToggleTurn={toggleTurn} />
            <div className="sticky bottom-0 z-10 max-md:mt-auto md:px-4 md:pt-2 md:pb-4">
              <DecidingBlock view={view} reviewOpen={reviewOpen} />
            </div>
          </div>
        </section>
        {!following && (
          <div className="absolute top-2 right-4 z-20">
            <Button
              icon={<ArrowDown aria-hidden="true" className="size-3.5" />}
              onClick={toEnd}
              className="rounded-full! shadow-menu"
            >
              {unread > 0 ? `${plural(unread, 'new line')}` : 'To the end'}
            </Button>
          </div>
        )}
      </div>
    </section>
  )
}

/** Rows that came since the reader stopped following. */
function useUnread(count: number, following: boolean): number {
  const seen = useRef(count)
  if (following) seen.current = count
  return Math.max(0, count - seen.current)
}

/** Reads further back and keeps what the reader looks at where it is. */
function Earlier({ box }: { box: React.RefObject<HTMLElement | null> }) {
  const { client } = useScope()
  const [busy, setBusy] = useState(false)
  async function load() {
    setBusy(true)
    const fromEnd = box.current ? box.current.scrollHeight - box.current.scrollTop : 0
    try {
      await client.loadOlder()
      requestAnimationFrame(() =>
        requestAnimationFrame(() => {
          if (box.current) box.current.scrollTop = box.current.scrollHeight - fromEnd
        }),
      )
    } catch {
      toast.error('Earlier events could not be read. Try again.')
    }
    setBusy(false)
  }
  return (
    <div className="px-4 py-2 text-center md:px-5">
      <Button variant="quiet" busy={busy} onClick={() => void load()}>
        Show earlier
      </Button>
    </div>
  )
}
