// Brings a project up to date with its source, and its target branch forward where that loses nothing.
import { advanceTarget } from '../git/refs.ts'
import type { PerformedJob } from './perform-project-job.ts'
import { fetchSource } from './resolve-base.ts'

/** Result: {state, head, originHead, fetch, uncommitted, sentence}; `uncommitted` counts files of a source folder that no commit has. */
export async function fetchProject({ parts, job, log, signal }: PerformedJob): Promise<void> {
  const { targetBranch } = await parts.db.project.findUniqueOrThrow({ where: { id: job.projectId } })
  log.progress({ phase: 'Fetching from the source', percent: null })
  const fetched = await fetchSource(parts, job.projectId, signal)
  const target = await advanceTarget(parts.folders.repository(job.projectId), targetBranch)
  const sentence = fetched.message ?? words[target.state](targetBranch)
  log.output(`${sentence}\n`)
  await log.end('done', { ...target, fetch: fetched.fetch, uncommitted: fetched.uncommitted, sentence })
}

const words: Record<Awaited<ReturnType<typeof advanceTarget>>['state'], (branch: string) => string> = {
  new: (branch) => `${branch} is here now.`,
  'up-to-date': (branch) => `${branch} is up to date.`,
  'fast-forwarded': (branch) => `${branch} moved forward to what its source has.`,
  ahead: (branch) => `${branch} has all that its source has, and more.`,
  diverged: (branch) =>
    `${branch} and its source have diverged: each has commits that the other lacks. Nothing was moved.`,
}
