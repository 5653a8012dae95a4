// Where the session starts from: the target branch, fetched just now if its source can be reached. Says what is not included.
import { listFiles, readFileAt, treeOf } from '../git/read-tree.ts'
import { advanceTarget } from '../git/refs.ts'
import { fetchOrigin } from '../git/repository.ts'
import { GitError } from '../git/run-git.ts'
import { uncommittedFiles } from '../git/uncommitted-files.ts'
import { cleanText } from '../protocol/clean-text.ts'
import type { EventData } from '../protocol/events.ts'
import { Rejection } from '../protocol/rejection.ts'
import type { DrivenRun } from './perform-step.ts'
import type { RunnerParts } from './runner-parts.ts'

const maxInstructions = 64_000

export async function resolveBase({ parts, log, signal }: DrivenRun): Promise<void> {
  const { projectId, targetBranch } = log.state()
  const bare = parts.folders.repository(projectId)
  const fetched = await fetchSource(parts, projectId, signal)
  const target = await advanceTarget(bare, targetBranch)
  const tree = await treeOf(bare, target.head)
  const agents = await readFileAt(bare, target.head, 'AGENTS.md', maxInstructions)
  const { files } = await listFiles(bare, target.head, { limit: 5000 })
  const topFiles = [
    ...new Set(files.map((file) => (file.path.includes('/') ? `${file.path.split('/')[0]}/` : file.path))),
  ].slice(0, 200)
  const diverged =
    target.state === 'diverged'
      ? `${targetBranch} and its source have diverged; this session starts from ${targetBranch} as it is here.`
      : null
  await log.record([
    {
      type: 'base.resolved',
      data: {
        commit: target.head,
        tree,
        fetch: fetched.fetch,
        message: [fetched.message, diverged].filter(Boolean).join(' ') || null,
        uncommittedFiles: fetched.uncommitted,
        instructions: agents ? cleanText(Buffer.from(agents.bytes).toString('utf8')) : null,
        topFiles,
      },
    },
  ])
}

type Fetched = { fetch: EventData<'base.resolved'>['fetch']; message: string | null; uncommitted: number }

/** Fetches from the project's source. A source that cannot be reached is said, not fatal: the last fetch still stands. */
export async function fetchSource(
  parts: RunnerParts,
  projectId: string,
  signal?: AbortSignal,
): Promise<Fetched> {
  const project = await parts.db.project.findUniqueOrThrow({ where: { id: projectId } })
  const kind = project.sourceKind === 'url' ? 'url' : 'path'
  const source = { kind, location: project.sourceLocation } as const
  try {
    await fetchOrigin({ bare: parts.folders.repository(projectId), source, ...(signal ? { signal } : {}) })
    const uncommitted =
      kind === 'path' && project.sourceKind !== 'sample' ? await uncommittedFiles(source.location) : null
    return { fetch: 'fresh', message: null, uncommitted: uncommitted?.count ?? 0 }
  } catch (error) {
    if (signal?.aborted || !(error instanceof GitError || error instanceof Rejection)) throw error
    const reason =
      error instanceof Rejection
        ? error.message
        : `The source could not be fetched: ${error.message.split('\n')[0]}`
    return { fetch: 'stale', message: reason, uncommitted: 0 }
  }
}
