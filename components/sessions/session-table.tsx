'use client'
// Sessions as a table that one can live in: cursor by keyboard, columns by choice, a list of lines on a phone.
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useTransition } from 'react'
import type { SessionRow } from '../../lib/queries/session-row.ts'
import { Button, ButtonLink } from '../ui/button.tsx'
import { cx } from '../ui/cx.ts'
import { Menu, MenuCheck, MenuLabel } from '../ui/menu.tsx'
import { RelativeTime } from '../ui/relative-time.tsx'
import { StateMark, toneInk } from '../ui/state.tsx'
import { useListCursor } from '../ui/use-list-cursor.ts'
import { type Column, columnNames, useColumns } from './columns.ts'
import { describeRow } from './describe-row.ts'
import { SessionLines } from './session-lines.tsx'

export function SessionTable({
  sessions,
  olderHref,
  newestHref,
}: {
  sessions: SessionRow[]
  olderHref: string | null
  newestHref: string | null
}) {
  const router = useRouter()
  const [pending, startTransition] = useTransition()
  const [columns, choose] = useColumns()
  const cursor = useListCursor(
    sessions.length,
    (index) => startTransition(() => router.push(`/sessions/${sessions[index]!.id}`)),
    { noun: 'session' },
  )
  return (
    <div aria-busy={pending}>
      <div className="md:hidden">
        <SessionLines sessions={sessions} />
      </div>
      <table className="w-full table-fixed text-left max-md:hidden">
        <thead>
          <tr className="text-ink-3">
            <th scope="col" className="py-1.5 pl-2 font-normal">
              Session
            </th>
            {columns.map((column) => (
              <th key={column} scope="col" className={cx('px-2 py-1.5 font-normal', widths[column])}>
                {columnNames[column]}
              </th>
            ))}
            <th scope="col" className="w-20 text-right font-normal">
              <Menu
                trigger={
                  <Button variant="quiet" size="sm">
                    Columns
                  </Button>
                }
              >
                <MenuLabel>Columns</MenuLabel>
                {(Object.keys(columnNames) as Column[]).map((column) => (
                  <MenuCheck
                    key={column}
                    checked={columns.includes(column)}
                    onChange={(wanted) => choose(column, wanted)}
                  >
                    {columnNames[column]}
                  </MenuCheck>
                ))}
              </Menu>
            </th>
          </tr>
        </thead>
        <tbody>
          {sessions.map((session, index) => (
            <tr
              key={session.id}
              {...cursor.row(index)}
              className={cx(
                'relative border-line border-t last:border-b hover:bg-sunken',
                index === cursor.index && 'bg-sunken shadow-[inset_2px_0_0_var(--ink)]',
              )}
            >
              <td className="truncate py-1.5 pl-2">
                <span className="flex min-w-0 items-center gap-2">
                  <StateMark {...markOf(session)} />
                  <Link
                    href={`/sessions/${session.id}`}
                    className="min-w-0 truncate font-medium after:absolute after:inset-0"
                  >
                    {session.title}
                  </Link>
                </span>
              </td>
              {columns.map((column) => (
                <td key={column} className="truncate px-2 py-1.5 text-ink-2">
                  <Cell column={column} session={session} />
                </td>
              ))}
              <td className="py-1.5 pr-2 text-right text-ink-3 tabular-nums">#{session.number}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {(olderHref || newestHref) && (
        <nav aria-label="Pages" className="flex gap-2 pt-3">
          {newestHref && <ButtonLink href={newestHref}>Newest</ButtonLink>}
          {olderHref && <ButtonLink href={olderHref}>Older</ButtonLink>}
        </nav>
      )}
    </div>
  )
}

const widths: Record<Column, string> = {
  state: 'w-60',
  project: 'w-40',
  person: 'w-40',
  branch: 'w-32',
  created: 'w-24',
  updated: 'w-24',
}

function markOf(session: SessionRow) {
  const { tone, words } = describeRow(session)
  return { tone, word: words }
}

function Cell({ column, session }: { column: Column; session: SessionRow }) {
  switch (column) {
    case 'state': {
      const { tone, words } = describeRow(session)
      // The mark beside the title is the icon; here the word alone takes the colour.
      return tone === 'waits' || tone === 'bad' ? <span className={toneInk[tone]}>{words}</span> : words
    }
    case 'project':
      return session.project.name
    case 'person':
      return session.createdBy.name
    case 'branch':
      return <span className="font-mono text-code">{session.targetBranch}</span>
    case 'created':
      return <RelativeTime at={session.createdAt} />
    case 'updated':
      return <RelativeTime at={session.updatedAt} />
    default:
      return column satisfies never
  }
}
