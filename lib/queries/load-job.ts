// A project's job with the output that the reader does not have yet.
import type { PrismaClient } from '../../prisma/generated/client.ts'
import type { Identity } from '../auth/identity.ts'
import { visibleProjects } from './limit-to-visible.ts'
import { type JobRow, toJobRow } from './load-project.ts'

const maxCharacters = 500_000

/** `output` begins at `from` (UTF-16 code units); ask again with `after` = from + output.length. */
export type JobPage = JobRow & { output: string; from: number }

/** null when there is none or this person may not see its project. `after`: characters of output already there. */
export async function loadJob(
  db: PrismaClient,
  identity: Identity,
  projectId: string,
  jobId: string,
  after: number,
): Promise<JobPage | null> {
  const job = await db.projectJob.findFirst({
    where: { id: jobId, projectId, project: visibleProjects(identity) },
  })
  if (!job) return null
  // Someone far behind gets the end, not the middle; output that was shortened since starts again.
  const start = after > job.output.length ? 0 : after
  const from = Math.max(start, job.output.length - maxCharacters)
  return { ...toJobRow(job), output: job.output.slice(from), from }
}
