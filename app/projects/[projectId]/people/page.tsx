// Who belongs to a project.
import { ProjectHead } from '../../../../components/projects/project-head.tsx'
import { ProjectPeople } from '../../../../components/projects/project-people.tsx'
import { Page } from '../../../../components/shell/page-head.tsx'
import { db } from '../../../../lib/db.ts'
import { can } from '../../../../lib/domain/can.ts'
import { listPeople } from '../../../../lib/queries/list-people.ts'
import { listTeams } from '../../../../lib/queries/list-teams.ts'
import { PageTitle } from '../../../page-title.tsx'
import { requireIdentity } from '../../../require-identity.ts'
import { loadShownProject } from '../load.ts'

type Props = { params: Promise<{ projectId: string }> }

export default async function ProjectPeoplePage({ params }: Props) {
  const project = await loadShownProject((await params).projectId)
  const identity = await requireIdentity()
  const [people, teams] = await Promise.all([listPeople(db(), identity), listTeams(db(), identity)])
  return (
    <Page>
      <PageTitle name={`People of ${project.name}`} />
      <ProjectHead
        project={project}
        current="people"
        mayCreate={can(identity, 'session.create', { projectId: project.id })}
      />
      <ProjectPeople
        projectId={project.id}
        members={project.members}
        teams={project.teams}
        people={people
          .filter((person) => !person.disabledAt)
          .map(({ id, name, email, role }) => ({ id, name, email, role }))}
        allTeams={teams.map(({ id, name }) => ({ id, name }))}
        mayShare={can(identity, 'project.share')}
      />
    </Page>
  )
}
