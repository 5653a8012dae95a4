import { route } from '../../../../../../lib/auth/answer.ts'
import { db } from '../../../../../../lib/db.ts'
import { setMember } from '../../../../../../lib/projects/change-members.ts'

const change = (member: boolean) =>
  route({
    action: 'project.share',
    of: 'project',
    async handler({ params }) {
      await setMember(db(), { projectId: params.id!, userId: params.userId! }, member)
    },
  })

export const PUT = change(true)
export const DELETE = change(false)
