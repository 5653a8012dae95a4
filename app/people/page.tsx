// People, invitations and teams of this installation.
import { Invitations } from '../../components/people/invitations.tsx'
import { PeopleList } from '../../components/people/people-list.tsx'
import { Teams } from '../../components/people/teams.tsx'
import { Page, PageHead } from '../../components/shell/page-head.tsx'
import { Section } from '../../components/ui/section.tsx'
import { db } from '../../lib/db.ts'
import { can } from '../../lib/domain/can.ts'
import { Role } from '../../lib/protocol/people.ts'
import { listInvitations } from '../../lib/queries/list-invitations.ts'
import { listPeople } from '../../lib/queries/list-people.ts'
import { listProjectNames } from '../../lib/queries/list-project-names.ts'
import { listTeams } from '../../lib/queries/list-teams.ts'
import { PageTitle } from '../page-title.tsx'
import { requireIdentity } from '../require-identity.ts'

export default async function PeoplePage() {
  const identity = await requireIdentity('/people')
  const [people, invitations, teams, projects] = await Promise.all([
    listPeople(db(), identity),
    listInvitations(db(), identity),
    listTeams(db(), identity),
    listProjectNames(db(), identity),
  ])
  const mayGive = Role.options.filter((role) => can(identity, 'invitation.create', { role }))
  const active = people.filter((person) => !person.disabledAt).map(({ id, name }) => ({ id, name }))
  return (
    <Page>
      <PageTitle name="People" />
      <PageHead title="People" count={people.length} />
      <Section title="Accounts">
        <PeopleList people={people} userId={identity.userId} mayChange={can(identity, 'people.change')} />
      </Section>
      {can(identity, 'invitation.read') && (
        <Section title="Invitations">
          <Invitations invitations={invitations} projects={projects} mayGive={mayGive} />
        </Section>
      )}
      <Section title="Teams">
        <Teams teams={teams} people={active} mayChange={can(identity, 'team.change')} />
      </Section>
    </Page>
  )
}
