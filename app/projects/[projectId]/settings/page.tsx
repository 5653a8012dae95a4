// A project's settings: name and branch, setup, checks, limits, the trial, secrets, and putting it away.
import { ArchiveProject } from '../../../../components/projects/archive-project.tsx'
import { Preparing } from '../../../../components/projects/preparing.tsx'
import { ProjectHead } from '../../../../components/projects/project-head.tsx'
import { Secrets } from '../../../../components/projects/secrets.tsx'
import { SettingsForm } from '../../../../components/projects/settings-form.tsx'
import { Page } from '../../../../components/shell/page-head.tsx'
import { Callout } from '../../../../components/ui/callout.tsx'
import { can } from '../../../../lib/domain/can.ts'
import type { SuggestedSettings } from '../../../../lib/domain/suggest-settings.ts'
import { listBranchHeads } from '../../../../lib/queries/list-branch-heads.ts'
import { PageTitle } from '../../../page-title.tsx'
import { requireIdentity } from '../../../require-identity.ts'
import { loadShownProject } from '../load.ts'

type Props = { params: Promise<{ projectId: string }> }

export default async function ProjectSettingsPage({ params }: Props) {
  const project = await loadShownProject((await params).projectId)
  const identity = await requireIdentity()
  const projectId = project.id
  const branches = await listBranchHeads(projectId, project.targetBranch)
  const mayConfigure = can(identity, 'project.configure', { projectId })
  const { prepare } = project.jobs
  return (
    <Page>
      <PageTitle name={`Settings of ${project.name}`} />
      <ProjectHead
        project={project}
        current="settings"
        mayCreate={can(identity, 'session.create', { projectId })}
      />
      {!mayConfigure && <Callout>Leads and admins change these settings; you see them as they are.</Callout>}
      {project.status !== 'ready' ? (
        <Preparing
          projectId={projectId}
          status={project.status}
          statusDetail={project.statusDetail}
          job={prepare}
          mayPrepare={can(identity, 'project.prepare')}
        />
      ) : (
        <SettingsForm
          project={project}
          branches={branches.map((branch) => branch.name)}
          suggestion={
            project.sourceKind !== 'sample' && prepare?.status === 'done'
              ? (prepare.result as SuggestedSettings | null)
              : null
          }
          mayConfigure={mayConfigure}
          mayTry={can(identity, 'project.try', { projectId })}
        />
      )}
      {mayConfigure && <Secrets projectId={projectId} secrets={project.secrets} />}
      {can(identity, 'project.archive') && (
        <ArchiveProject projectId={projectId} name={project.name} archived={project.archivedAt !== null} />
      )}
    </Page>
  )
}
