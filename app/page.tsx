// Waiting, the home page: what waits for me, what runs, what was signed lately.

import { projectPath } from '../components/projects/project-path.ts'
import { SessionLines } from '../components/sessions/session-lines.tsx'
import { Page, PageHead } from '../components/shell/page-head.tsx'
import { ButtonLink } from '../components/ui/button.tsx'
import { EmptyState } from '../components/ui/empty-state.tsx'
import { Kbd } from '../components/ui/kbd.tsx'
import { Section } from '../components/ui/section.tsx'
import { SampleButton } from '../components/waiting/sample-button.tsx'
import { WaitingList } from '../components/waiting/waiting-list.tsx'
import type { Identity } from '../lib/auth/identity.ts'
import { db } from '../lib/db.ts'
import { can, canAnywhere } from '../lib/domain/can.ts'
import { listProjectNames } from '../lib/queries/list-project-names.ts'
import { loadWaiting, type Waiting } from '../lib/queries/load-waiting.ts'
import { sampleProject } from '../lib/sample/sample-project.ts'
import { PageTitle } from './page-title.tsx'
import { requireIdentity } from './require-identity.ts'

export default async function WaitingPage() {
  const identity = await requireIdentity()
  const [waiting, projects] = await Promise.all([
    loadWaiting(db(), identity),
    listProjectNames(db(), identity),
  ])
  const first = projects[0]
  const describeAt = first && canAnywhere(identity, 'session.create') ? projectPath(first, 'new') : null
  return (
    <Page>
      <PageTitle name="Waiting" />
      <PageHead
        title="Waiting for you"
        count={waiting.forMe.length}
        aside={
          describeAt &&
          !isQuiet(waiting) && (
            <ButtonLink href={describeAt} keys="n">
              Describe a state you want
            </ButtonLink>
          )
        }
      />
      {waiting.forMe.length > 0 ? (
        <Section title="By risk, then by how long it waits" aside={<DecidingKeys />}>
          <WaitingList rows={waiting.forMe} />
        </Section>
      ) : (
        <Nothing
          identity={identity}
          waiting={waiting}
          hasProject={first !== undefined}
          describeAt={describeAt}
        />
      )}
      {waiting.mine.length > 0 && (
        <Section title="Yours, at work">
          <SessionLines sessions={waiting.mine} />
        </Section>
      )}
      {waiting.team.length > 0 && (
        <Section title="By others">
          <SessionLines sessions={waiting.team} />
        </Section>
      )}
      {waiting.signed.length > 0 && (
        <Section title="Signed lately">
          <SessionLines
            sessions={waiting.signed.slice(0, 6)}
            at={(session) => session.mergedAt ?? session.updatedAt}
            says={(session) =>
              session.signers.length > 0 ? `merged, signed by ${session.signers.join(', ')}` : 'merged'
            }
          />
        </Section>
      )}
    </Page>
  )
}

function DecidingKeys() {
  return (
    <span className="flex items-center gap-1.5 max-md:hidden">
      <Kbd keys="j" /> <Kbd keys="k" /> move · <Kbd keys="Enter" /> open
    </span>
  )
}

function Nothing({
  identity,
  waiting,
  hasProject,
  describeAt,
}: {
  identity: Identity
  waiting: Waiting
  hasProject: boolean
  describeAt: string | null
}) {
  if (!hasProject) {
    const mayAdd = can(identity, 'project.create')
    return (
      <EmptyState
        title="No projects yet"
        action={
          mayAdd && (
            <>
              <SampleButton name={sampleProject.name} />
              <ButtonLink href="/projects/new">Add your own</ButtonLink>
            </>
          )
        }
      >
        {mayAdd
          ? 'The sample is a small real repository with a bug, a failing test and a missing feature: the whole way can be tried on it in a few minutes, without a model key.'
          : 'A lead or an admin can add you to a project.'}
      </EmptyState>
    )
  }
  const running = waiting.mine.length + waiting.team.length
  return (
    <EmptyState
      title="Nothing waits for you"
      action={
        describeAt &&
        isQuiet(waiting) && (
          <ButtonLink href={describeAt} keys="n">
            Describe a state you want
          </ButtonLink>
        )
      }
    >
      {running > 0
        ? 'What needs a decision of yours will appear here, and in the title of this tab.'
        : 'Describe what should be true of a project’s code. An agent plans it and builds it; you approve the plan and sign the change.'}
    </EmptyState>
  )
}

/** Nothing to decide and nothing at work: then the empty page itself offers the next step. */
const isQuiet = ({ forMe, mine, team }: Waiting): boolean => forMe.length + mine.length + team.length === 0
