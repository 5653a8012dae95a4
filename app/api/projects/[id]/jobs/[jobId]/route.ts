import { route } from '../../../../../../lib/auth/answer.ts'
import { db } from '../../../../../../lib/db.ts'
import { JobQuery } from '../../../../../../lib/protocol/api.ts'
import { Rejection } from '../../../../../../lib/protocol/rejection.ts'
import { loadJob } from '../../../../../../lib/queries/load-job.ts'

export const GET = route({
  action: 'project.read',
  of: 'project',
  query: JobQuery,
  async handler({ identity, params, query }) {
    const job = await loadJob(db(), identity, params.id!, params.jobId!, query.after)
    if (!job) throw new Rejection('job.not-found', 'This project has no such job. Reload the page.')
    return job
  },
})
