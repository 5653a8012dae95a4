import { route } from '../../../../../../lib/auth/answer.ts'
import { db } from '../../../../../../lib/db.ts'
import { setTeamMember } from '../../../../../../lib/projects/change-members.ts'

const change = (member: boolean) =>
  route({
    action: 'team.change',
    async handler({ params }) {
      await setTeamMember(db(), { teamId: params.id!, userId: params.userId! }, member)
    },
  })

export const PUT = change(true)
export const DELETE = change(false)
