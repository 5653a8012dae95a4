import { route } from '../../../../../../lib/auth/answer.ts'
import { db } from '../../../../../../lib/db.ts'
import { setProjectTeam } from '../../../../../../lib/projects/change-members.ts'

const change = (shared: boolean) =>
  route({
    action: 'project.share',
    of: 'project',
    async handler({ params }) {
      await setProjectTeam(db(), { projectId: params.id!, teamId: params.teamId! }, shared)
    },
  })

export const PUT = change(true)
export const DELETE = change(false)
