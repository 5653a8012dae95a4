'use client'
// Everything around a page for a person who is signed in: rail, keys that go places, palette, help, and news from the server.
import './quiet-zod.ts'
import { usePathname, useRouter } from 'next/navigation'
import { type ReactNode, useState } from 'react'
import type { Role } from '../../lib/protocol/people.ts'
import { projectPath } from '../projects/project-path.ts'
import { useKeys } from '../ui/use-keys.ts'
import { KeyHelp } from './key-help.tsx'
import { LiveRefresh } from './live-refresh.tsx'
import { Palette } from './palette.tsx'
import { places } from './places.ts'
import { Rail } from './rail.tsx'
import { signOut } from './sign-out.ts'
import { setTheme } from './theme.ts'
import { TroubleLine } from './trouble-line.tsx'

export type ShellPerson = { userId: string; name: string; email: string; role: Role }
export type ShellProject = { id: string; slug: string; name: string }

export function Shell({
  person,
  waiting,
  projects,
  mayCreateSession,
  mayCreateProject,
  children,
}: {
  person: ShellPerson
  waiting: number
  projects: ShellProject[]
  mayCreateSession: boolean
  mayCreateProject: boolean
  children: ReactNode
}) {
  const router = useRouter()
  const path = usePathname()
  const [open, setOpen] = useState<'palette' | 'help' | null>(null)
  const describeAt = mayCreateSession ? placeToDescribe(path, projects) : null

  useKeys([
    {
      keys: '$mod+k',
      label: 'Open the command palette',
      group: 'Anywhere',
      hidden: true,
      everywhere: true,
      run: () => setOpen((now) => (now === 'palette' ? null : 'palette')),
    },
    { keys: '[Shift]+?', label: 'Show the keys of this page', group: 'Anywhere', run: () => setOpen('help') },
    ...(describeAt
      ? [
          {
            keys: 'n',
            label: 'Describe a state you want',
            group: 'Anywhere',
            words: 'new session start',
            run: () => router.push(describeAt),
          },
        ]
      : []),
    ...places.map((place) => ({
      keys: place.keys,
      label: `Go to ${place.name.toLowerCase()}`,
      group: 'Go to',
      run: () => router.push(place.href),
    })),
    ...(mayCreateProject
      ? [
          {
            label: 'Add a project',
            group: 'Anywhere',
            words: 'new repository clone',
            run: () => router.push('/projects/new'),
          },
        ]
      : []),
    { label: 'Use the light theme', group: 'Appearance', run: () => setTheme('light') },
    { label: 'Use the dark theme', group: 'Appearance', run: () => setTheme('dark') },
    { label: 'Use the theme of the system', group: 'Appearance', run: () => setTheme('system') },
    { label: 'Sign out', group: 'Account', run: () => void signOut() },
  ])

  return (
    <>
      <a
        href="#content"
        className="sr-only z-50 rounded-md bg-raised px-3 py-2 focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to content
      </a>
      <Rail waiting={waiting} person={person} />
      <div
        id="content"
        className="min-h-dvh max-md:pb-[calc(var(--bar)+env(safe-area-inset-bottom))] md:pl-(--rail)"
      >
        <TroubleLine />
        {children}
      </div>
      <Palette
        open={open === 'palette'}
        onOpenChange={(next) => setOpen(next ? 'palette' : null)}
        projects={projects}
      />
      <KeyHelp open={open === 'help'} onOpenChange={(next) => setOpen(next ? 'help' : null)} />
      <LiveRefresh />
    </>
  )
}

/** In the project one looks at, else in the first; the form lets one choose another. */
function placeToDescribe(path: string, projects: ShellProject[]): string {
  const [, section, name] = path.split('/')
  const here =
    section === 'projects' ? projects.find((one) => one.slug === name || one.id === name) : undefined
  const project = here ?? projects[0]
  return project ? projectPath(project, 'new') : '/projects/new'
}
