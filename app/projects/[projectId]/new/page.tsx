// Describes a state that a person wants for this project's code.
import Link from 'next/link'
import { DescribeForm } from '../../../../components/describe/describe-form.tsx'
import { modelOptions } from '../../../../components/describe/model-options.ts'
import { projectPath } from '../../../../components/projects/project-path.ts'
import { Page, PageHead } from '../../../../components/shell/page-head.tsx'
import { ButtonLink } from '../../../../components/ui/button.tsx'
import { Callout } from '../../../../components/ui/callout.tsx'
import { db } from '../../../../lib/db.ts'
import { can } from '../../../../lib/domain/can.ts'
import { listBranchHeads } from '../../../../lib/queries/list-branch-heads.ts'
import { listProjectNames } from '../../../../lib/queries/list-project-names.ts'
import { sampleProject } from '../../../../lib/sample/sample-project.ts'
import { describeModel } from '../../../../lib/settings/model-setting.ts'
import { PageTitle } from '../../../page-title.tsx'
import { requireIdentity } from '../../../require-identity.ts'
import { loadShownProject } from '../load.ts'

type Props = { params: Promise<{ projectId: string }> }

export default async function DescribePage({ params }: Props) {
  const project = await loadShownProject((await params).projectId)
  const identity = await requireIdentity()
  const projectId = project.id
  const [projects, branches, model] = await Promise.all([
    listProjectNames(db(), identity),
    listBranchHeads(projectId, project.targetBranch),
    describeModel(db()),
  ])
  const refusal = reasonNotTo(project, can(identity, 'session.create', { projectId }))
  const isSample = project.sourceKind === 'sample'
  return (
    <Page>
      <PageTitle name="Describe a state" />
      <PageHead
        title="Describe a state you want"
        above={
          <Link href={projectPath(project)} className="hover:text-ink">
            {project.name}
          </Link>
        }
      />
      {refusal ? (
        <Callout tone="waits" action={<ButtonLink href={projectPath(project)}>Go to the project</ButtonLink>}>
          {refusal}
        </Callout>
      ) : (
        <DescribeForm
          key={projectId}
          project={{
            id: projectId,
            slug: project.slug,
            name: project.name,
            targetBranch: project.targetBranch,
            checks: project.settings.checks,
          }}
          projects={projects}
          branches={branches.map((branch) => branch.name)}
          models={modelOptions(
            model && { name: model.model, host: new URL(model.baseUrl).host },
            isSample ? sampleProject.suggestedStates : [],
          )}
          suggested={isSample ? sampleProject.suggestedStates : []}
          mayFetch={!isSample && can(identity, 'project.fetch', { projectId })}
        />
      )}
    </Page>
  )
}

function reasonNotTo(
  project: { status: string; archivedAt: string | null },
  mayCreate: boolean,
): string | null {
  if (!mayCreate)
    return 'Your role reads sessions here but does not start them. A lead or an admin can change it.'
  if (project.archivedAt) return 'This project is archived, so no session can start in it.'
  if (project.status === 'preparing')
    return 'The repository is still being prepared. It takes a moment; its page shows how far it is.'
  if (project.status === 'failed') return 'The repository could not be prepared. Its page says why.'
  return null
}
