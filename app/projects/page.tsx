// The projects that a person may see.
import Link from 'next/link'
import { ProjectLines } from '../../components/projects/project-lines.tsx'
import { Page, PageHead } from '../../components/shell/page-head.tsx'
import { ButtonLink } from '../../components/ui/button.tsx'
import { EmptyState } from '../../components/ui/empty-state.tsx'
import { SampleButton } from '../../components/waiting/sample-button.tsx'
import { db } from '../../lib/db.ts'
import { can } from '../../lib/domain/can.ts'
import { listProjects } from '../../lib/queries/list-projects.ts'
import { sampleProject } from '../../lib/sample/sample-project.ts'
import { PageTitle } from '../page-title.tsx'
import { requireIdentity } from '../require-identity.ts'

export default async function ProjectsPage({
  searchParams,
}: {
  searchParams: Promise<{ archived?: string | string[] }>
}) {
  const identity = await requireIdentity('/projects')
  const archived = (await searchParams).archived === 'shown'
  const projects = await listProjects(db(), identity, { archived })
  const mayAdd = can(identity, 'project.create')
  return (
    <Page>
      <PageTitle name="Projects" />
      <PageHead
        title="Projects"
        aside={mayAdd && <ButtonLink href="/projects/new">Add a project</ButtonLink>}
      />
      {projects.length > 0 ? (
        <ProjectLines projects={projects} />
      ) : (
        <EmptyState title="No projects yet" action={mayAdd && <SampleButton name={sampleProject.name} />}>
          {mayAdd
            ? 'The sample is a small real repository with a bug, a failing test and a missing feature. Or add a repository of your own.'
            : 'A lead or an admin can add you to a project.'}
        </EmptyState>
      )}
      <p className="text-ink-3">
        <Link href={archived ? '/projects' : '/projects?archived=shown'} className="hover:text-ink">
          {archived ? 'Hide archived projects' : 'Show archived projects'}
        </Link>
      </p>
    </Page>
  )
}
