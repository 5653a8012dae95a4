// One project: desired states in work, branch heads, checks; or how far its preparation is.
import Link from 'next/link'
import { BranchHeads } from '../../../components/projects/branch-heads.tsx'
import { Preparing } from '../../../components/projects/preparing.tsx'
import { ProjectHead } from '../../../components/projects/project-head.tsx'
import { projectPath } from '../../../components/projects/project-path.ts'
import { SessionLines } from '../../../components/sessions/session-lines.tsx'
import { Page } from '../../../components/shell/page-head.tsx'
import { ButtonLink } from '../../../components/ui/button.tsx'
import { Callout } from '../../../components/ui/callout.tsx'
import { KeyValues } from '../../../components/ui/key-values.tsx'
import { Section } from '../../../components/ui/section.tsx'
import { State } from '../../../components/ui/state.tsx'
import { db } from '../../../lib/db.ts'
import { can } from '../../../lib/domain/can.ts'
import { findSessions } from '../../../lib/queries/find-sessions.ts'
import { listBranchHeads } from '../../../lib/queries/list-branch-heads.ts'
import type { ProjectPage as LoadedProject, TryResult } from '../../../lib/queries/load-project.ts'
import { PageTitle } from '../../page-title.tsx'
import { requireIdentity } from '../../require-identity.ts'
import { loadShownProject } from './load.ts'

type Props = { params: Promise<{ projectId: string }> }

export default async function ProjectPage({ params }: Props) {
  const project = await loadShownProject((await params).projectId)
  const identity = await requireIdentity()
  const projectId = project.id
  const [{ sessions, nextCursor }, branches] = await Promise.all([
    findSessions(db(), identity, { project: projectId, state: 'open', limit: 30 }),
    listBranchHeads(projectId, project.targetBranch),
  ])
  const mayCreate = can(identity, 'session.create', { projectId })
  return (
    <Page>
      <PageTitle name={project.name} />
      <ProjectHead project={project} current="overview" mayCreate={mayCreate} />
      {project.status !== 'ready' && (
        <Preparing
          projectId={projectId}
          status={project.status}
          statusDetail={project.statusDetail}
          job={project.jobs.prepare}
          mayPrepare={can(identity, 'project.prepare')}
        />
      )}
      {project.status === 'ready' && (
        <>
          <Readiness project={project} mayTry={can(identity, 'project.try', { projectId })} />
          <Section
            title="Desired states in work"
            aside={
              <Link href={`/sessions?project=${projectId}`} className="hover:text-ink">
                All sessions
              </Link>
            }
          >
            {sessions.length > 0 ? (
              <SessionLines sessions={sessions} hideProject />
            ) : (
              <p className="border-line border-t py-2 text-ink-3">Nothing is in work.</p>
            )}
            {nextCursor && <p className="pt-2 text-ink-3">The 30 that moved last are shown.</p>}
          </Section>
          <Section title="Branch heads">
            {branches.length > 0 ? (
              <BranchHeads branches={branches} target={project.targetBranch} />
            ) : (
              <p className="border-line border-t py-2 text-ink-3">The repository has no commits yet.</p>
            )}
          </Section>
          <Section
            title="Setup and checks"
            aside={
              <Link href={projectPath(project, 'settings')} className="hover:text-ink">
                Settings
              </Link>
            }
          >
            <KeyValues
              items={[
                {
                  name: 'Setup',
                  value: project.settings.setupCommand ? (
                    <code className="text-code">{project.settings.setupCommand}</code>
                  ) : (
                    <span className="text-ink-3">nothing to prepare</span>
                  ),
                },
                ...project.settings.checks.map((check) => ({
                  name: check.name,
                  value: <code className="text-code">{check.command}</code>,
                })),
              ]}
            />
          </Section>
        </>
      )}
    </Page>
  )
}

/** What the last trial said, in one line; or that there was none, or that there is nothing to check. */
function Readiness({ project, mayTry }: { project: LoadedProject; mayTry: boolean }) {
  const trial = project.jobs.try
  const settings = projectPath(project, 'settings')
  if (project.settings.checks.length === 0) {
    return (
      <Callout
        tone="waits"
        title="No checks are set"
        action={<ButtonLink href={settings}>Look at the suggestions</ButtonLink>}
      >
        Without a check nothing proves a change before it is signed.
      </Callout>
    )
  }
  if (trial?.status === 'done' && trial.result) {
    const result = trial.result as TryResult
    return <State tone={result.canRun ? 'passed' : 'bad'}>{result.sentence}</State>
  }
  if (trial?.status === 'queued' || trial?.status === 'running') {
    return (
      <State tone="running">
        <Link href={settings} className="underline underline-offset-2">
          Setup and checks are being tried
        </Link>
      </State>
    )
  }
  return (
    <p className="text-ink-3">
      Setup and checks were not tried here yet.{' '}
      {mayTry && (
        <Link href={settings} className="text-ink-2 underline underline-offset-2">
          Try them
        </Link>
      )}
    </p>
  )
}
