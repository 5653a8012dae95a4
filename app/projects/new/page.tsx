// Adds a project.
import { redirect } from 'next/navigation'
import { NewProjectForm } from '../../../components/projects/new-project-form.tsx'
import { Page, PageHead } from '../../../components/shell/page-head.tsx'
import { db } from '../../../lib/db.ts'
import { can } from '../../../lib/domain/can.ts'
import { listProjects } from '../../../lib/queries/list-projects.ts'
import { sampleProject } from '../../../lib/sample/sample-project.ts'
import { PageTitle } from '../../page-title.tsx'
import { requireIdentity } from '../../require-identity.ts'

export default async function NewProjectPage() {
  const identity = await requireIdentity('/projects/new')
  if (!can(identity, 'project.create')) redirect('/projects')
  const hasSample = (await listProjects(db(), identity)).some((project) => project.sourceKind === 'sample')
  return (
    <Page>
      <PageTitle name="Add a project" />
      <PageHead title="Add a project">
        Countersign copies the repository and looks at it. Then it suggests how to set it up and check it, and
        you can try both.
      </PageHead>
      <NewProjectForm sampleName={sampleProject.name} start={hasSample ? 'path' : 'sample'} />
    </Page>
  )
}
