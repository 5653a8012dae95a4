// All sessions that a person may see: filters in the address, text search, newest activity first.
import { redirect } from 'next/navigation'
import { projectPath } from '../../components/projects/project-path.ts'
import { isNarrowed, readShownFilters, sessionsPath } from '../../components/sessions/filter-words.ts'
import { SessionFilterBar } from '../../components/sessions/session-filters.tsx'
import { SessionTable } from '../../components/sessions/session-table.tsx'
import { Page, PageHead } from '../../components/shell/page-head.tsx'
import { ButtonLink } from '../../components/ui/button.tsx'
import { EmptyState } from '../../components/ui/empty-state.tsx'
import { db } from '../../lib/db.ts'
import { canAnywhere } from '../../lib/domain/can.ts'
import { SessionFilters } from '../../lib/protocol/api.ts'
import { findSessions } from '../../lib/queries/find-sessions.ts'
import { listPeople } from '../../lib/queries/list-people.ts'
import { listProjectNames } from '../../lib/queries/list-project-names.ts'
import { PageTitle } from '../page-title.tsx'
import { requireIdentity } from '../require-identity.ts'

type Query = Record<string, string | string[] | undefined>

export default async function SessionsPage({ searchParams }: { searchParams: Promise<Query> }) {
  const { cursor, ...filters } = readShownFilters(await searchParams)
  const identity = await requireIdentity(sessionsPath(filters, cursor))
  const parsed = SessionFilters.safeParse({ ...filters, cursor })
  // An address with a filter that does not exist (an old link, a slip) shows the list instead of an error.
  if (!parsed.success) redirect('/sessions')
  const [{ sessions, nextCursor }, projects, people] = await Promise.all([
    findSessions(db(), identity, parsed.data),
    listProjectNames(db(), identity),
    listPeople(db(), identity),
  ])
  const first = projects[0]
  const describeAt = first && canAnywhere(identity, 'session.create') ? projectPath(first, 'new') : null
  return (
    <Page wide>
      <PageTitle name="Sessions" />
      <PageHead
        title="Sessions"
        aside={
          describeAt && (
            <ButtonLink href={describeAt} keys="n">
              Describe a state you want
            </ButtonLink>
          )
        }
      />
      <div className="flex flex-col gap-3">
        <SessionFilterBar
          filters={filters}
          projects={projects}
          people={people.map(({ id, name }) => ({ id, name }))}
          userId={identity.userId}
        />
        {sessions.length > 0 ? (
          <SessionTable
            sessions={sessions}
            olderHref={nextCursor ? sessionsPath(filters, nextCursor) : null}
            newestHref={cursor ? sessionsPath(filters) : null}
          />
        ) : isNarrowed(filters) ? (
          <EmptyState
            title="No session matches"
            action={<ButtonLink href="/sessions">Show all sessions</ButtonLink>}
          >
            Archived sessions are found by the state “Archived”.
          </EmptyState>
        ) : (
          <EmptyState
            title="No sessions yet"
            action={describeAt && <ButtonLink href={describeAt}>Describe a state you want</ButtonLink>}
          >
            Every session stays here, with its whole log, whatever became of it.
          </EmptyState>
        )}
      </div>
    </Page>
  )
}
