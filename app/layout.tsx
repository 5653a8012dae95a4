// The frame of every page: fonts, theme before paint, and for those signed in the rail, the palette and the keys.
import type { Metadata, Viewport } from 'next'
import type { ReactNode } from 'react'
import { Shell } from '../components/shell/shell.tsx'
import { Toasts } from '../components/ui/toast.tsx'
import { TooltipScope } from '../components/ui/tooltip.tsx'
import { db } from '../lib/db.ts'
import { can, canAnywhere } from '../lib/domain/can.ts'
import { listProjectNames } from '../lib/queries/list-project-names.ts'
import { mono, sans } from './fonts/geist.ts'
import './globals.css'
import { readWaitingCount } from './page-title.tsx'
import { readIdentity } from './require-identity.ts'

export const metadata: Metadata = {
  description: 'Coding agents do the work, people sign for it.',
  robots: { index: false, follow: false },
}
export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  viewportFit: 'cover',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#fbfbf9' },
    { media: '(prefers-color-scheme: dark)', color: '#121211' },
  ],
}

export default async function Layout({ children }: { children: ReactNode }) {
  const identity = await readIdentity()
  return (
    <html lang="en" className={`${sans.variable} ${mono.variable}`} suppressHydrationWarning>
      <head>
        <script src="/theme.js" />
      </head>
      <body>
        <TooltipScope>
          {identity ? (
            <Shell
              person={{
                userId: identity.userId,
                name: identity.name,
                email: identity.email,
                role: identity.role,
              }}
              waiting={await readWaitingCount()}
              projects={await listProjectNames(db(), identity)}
              mayCreateSession={canAnywhere(identity, 'session.create')}
              mayCreateProject={can(identity, 'project.create')}
            >
              {children}
            </Shell>
          ) : (
            children
          )}
          <Toasts />
        </TooltipScope>
      </body>
    </html>
  )
}
