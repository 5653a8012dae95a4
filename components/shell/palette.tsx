'use client'
// Everything one can do here, by a few letters: actions of the page, places, projects, and sessions by title.
import { Command } from 'cmdk'
import { useRouter } from 'next/navigation'
import { Dialog } from 'radix-ui'
import { useEffect, useRef, useState } from 'react'
import type { SessionRow } from '../../lib/queries/session-row.ts'
import { projectPath } from '../projects/project-path.ts'
import { describeRow } from '../sessions/describe-row.ts'
import { Kbd } from '../ui/kbd.tsx'
import { StateMark } from '../ui/state.tsx'
import { type Action, useActions } from '../ui/use-keys.ts'
import { callApi } from './call-api.ts'
import { groupActions } from './key-help.tsx'
import type { ShellProject } from './shell.tsx'

const itemLook = 'flex items-center gap-2 rounded-sm px-2 py-1.5 text-sm touch data-[selected=true]:bg-sunken'
const groupLook =
  '**:[[cmdk-group-heading]]:px-2 **:[[cmdk-group-heading]]:pt-2 **:[[cmdk-group-heading]]:pb-1 **:[[cmdk-group-heading]]:text-ink-3 **:[[cmdk-group-heading]]:text-xs'

export function Palette({
  open,
  onOpenChange,
  projects,
}: {
  open: boolean
  onOpenChange: (open: boolean) => void
  projects: ShellProject[]
}) {
  const router = useRouter()
  const [typed, setTyped] = useState('')
  const actions = useActions().filter((action) => !action.hidden)
  const sessions = useSessions(open, typed)
  const list = useRef<HTMLDivElement>(null)
  const [marked, setMarked] = useState('')

  // Sessions arrive after the typing that asked for them, when nothing else may be marked: Enter must still open the first.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what arrived is what changes the list
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      if (list.current?.querySelector('[cmdk-item][aria-selected="true"]')) return
      setMarked(list.current?.querySelector('[cmdk-item]')?.getAttribute('data-value') ?? '')
    })
    return () => cancelAnimationFrame(frame)
  }, [sessions, typed])

  function go(run: () => void) {
    onOpenChange(false)
    setTyped('')
    // After the dialog has given the focus back, so that what runs may take it.
    setTimeout(run, 0)
  }
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 animate-appear bg-shade" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed z-50 animate-appear overflow-hidden border border-line bg-raised shadow-dialog focus:outline-none max-md:inset-x-0 max-md:top-0 md:top-[14vh] md:left-1/2 md:w-[36rem] md:-translate-x-1/2 md:rounded-lg"
        >
          <Dialog.Title className="sr-only">Command palette</Dialog.Title>
          <Command label="Command palette" loop value={marked} onValueChange={setMarked}>
            <Command.Input
              value={typed}
              onValueChange={setTyped}
              placeholder="Do something, or find a session"
              className="h-11 w-full border-line border-b bg-transparent px-4 text-base outline-none"
            />
            <Command.List ref={list} className="max-h-[min(24rem,60dvh)] overflow-y-auto p-1.5">
              {sessions.length === 0 && (
                <Command.Empty className="px-2 py-6 text-center text-ink-3">
                  Nothing has that name.
                </Command.Empty>
              )}
              {groupActions(actions).map(([group, list]) => (
                <Command.Group key={group} heading={group} className={groupLook}>
                  {list.map((action) => (
                    <ActionItem key={action.label} action={action} onSelect={() => go(() => action.run())} />
                  ))}
                </Command.Group>
              ))}
              <Command.Group heading="Projects" className={groupLook}>
                {projects.map((project) => (
                  <Command.Item
                    key={project.id}
                    value={`project ${project.name} ${project.id}`}
                    onSelect={() => go(() => router.push(projectPath(project)))}
                    className={itemLook}
                  >
                    {project.name}
                  </Command.Item>
                ))}
              </Command.Group>
              {sessions.length > 0 && (
                <Command.Group heading="Sessions" className={groupLook} forceMount>
                  {sessions.map((session) => {
                    const state = describeRow(session)
                    return (
                      <Command.Item
                        key={session.id}
                        value={`session ${session.id}`}
                        forceMount
                        onSelect={() => go(() => router.push(`/sessions/${session.id}`))}
                        className={itemLook}
                      >
                        <StateMark tone={state.tone} word={state.words} />
                        <span className="min-w-0 flex-1 truncate">{session.title}</span>
                        <span className="shrink-0 text-ink-3 text-xs">{session.project.name}</span>
                      </Command.Item>
                    )
                  })}
                </Command.Group>
              )}
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function ActionItem({ action, onSelect }: { action: Action; onSelect: () => void }) {
  return (
    <Command.Item
      value={action.label}
      keywords={action.words?.split(' ') ?? []}
      onSelect={onSelect}
      className={itemLook}
    >
      <span className="min-w-0 flex-1 truncate">{action.label}</span>
      {action.keys && <Kbd keys={action.keys} />}
    </Command.Item>
  )
}

/** Sessions whose title or desired state holds the words; the latest ones when there are none. */
function useSessions(open: boolean, typed: string): SessionRow[] {
  const [found, setFound] = useState<SessionRow[]>([])
  useEffect(() => {
    if (!open) return
    const stop = new AbortController()
    const timer = setTimeout(async () => {
      const query = new URLSearchParams({ limit: '8', ...(typed.trim() && { q: typed.trim() }) })
      const answer = await callApi<{ sessions: SessionRow[] }>(
        'GET',
        `/api/sessions?${query}`,
        undefined,
        stop.signal,
      )
      if (answer.ok) setFound(answer.value.sessions)
    }, 120)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [open, typed])
  return found
}
