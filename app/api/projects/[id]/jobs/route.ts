import { route } from '../../../../../lib/auth/answer.ts'
import { requireRight } from '../../../../../lib/auth/require-right.ts'
import { db } from '../../../../../lib/db.ts'
import { startJob } from '../../../../../lib/projects/start-job.ts'
import { StartProjectJob } from '../../../../../lib/protocol/api.ts'

export const POST = route({
  action: null,
  of: 'project',
  body: StartProjectJob,
  async handler({ identity, params, body: { kind } }) {
    const projectId = params.id!
    requireRight(identity, `project.${kind}`, { projectId })
    return Response.json(await startJob(db(), projectId, kind, identity.userId), { status: 202 })
  },
})
