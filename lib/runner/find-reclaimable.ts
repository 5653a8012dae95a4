// What of the data directory nobody needs any more: work folders of sessions that ended, kept outputs of setup commands that no
// session would use, and what killed runners left. Looks only; nothing here is removed. Everything else is never named.
import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { execa } from 'execa'
import { ended, type SessionState } from '../domain/session-state.ts'
import type { RunnerParts } from './runner-parts.ts'

export type Reclaimable = { bytes: number } & (
  | { kind: 'worktree'; sessionId: string; projectId: string; savedTree: string }
  | { kind: 'environment' | 'checkout' | 'draft'; path: string }
)

/** What a runner leaves half made belongs to somebody living until it is this old. */
const draftMs = 6 * 3_600_000

/** Bytes on the disk; 0 for what is not there. What cannot be read is not counted. */
export async function sizeOf(...paths: string[]): Promise<number> {
  const { stdout } = await execa('du', ['-skc', '--', ...paths], { reject: false, stdin: 'ignore', cwd: '/' })
  return 1024 * Number(/^(\d+)\ttotal$/m.exec(stdout)?.[1] ?? 0)
}

export const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => [])

export async function findReclaimable(
  parts: Pick<RunnerParts, 'db' | 'folders'>,
  now = Date.now(),
): Promise<Reclaimable[]> {
  return [
    ...(await endedWorktrees(parts)),
    ...(await unusedEnvironments(parts, now)),
    ...(await deadCheckouts(parts)),
  ]
}

/** A session that ended never works again. Folders of sessions that the database does not know are somebody else's. */
async function endedWorktrees({ db, folders }: Pick<RunnerParts, 'db' | 'folders'>): Promise<Reclaimable[]> {
  const names = await namesIn(dirname(folders.worktree('any')))
  const sessions = await db.session.findMany({
    where: {
      id: { in: names },
      phase: { in: [...ended] },
      runStatus: { notIn: ['queued', 'running'] },
    },
    select: { id: true, projectId: true, state: true },
  })
  return Promise.all(
    sessions.flatMap(({ id, projectId, state }) => {
      const { snapshot, base } = state as unknown as SessionState
      const savedTree = snapshot?.tree ?? base?.tree
      if (!savedTree) return []
      const measured = sizeOf(folders.worktree(id), folders.scratch(id))
      return [
        measured.then((bytes) => ({ kind: 'worktree' as const, sessionId: id, projectId, savedTree, bytes })),
      ]
    }),
  )
}

/** Used are those of sessions that have not ended, and of each project's newest one, which the next session would ask for. */
async function unusedEnvironments(
  { db, folders }: Pick<RunnerParts, 'db' | 'folders'>,
  now: number,
): Promise<Reclaimable[]> {
  const rows = await db.$queryRaw<{ digest: string }[]>`
    SELECT state->'environment'->>'digest' AS digest FROM "Session" WHERE phase <> ALL(${[...ended]}::text[])
    UNION SELECT digest FROM (
      SELECT DISTINCT ON ("projectId") state->'environment'->>'digest' AS digest FROM "Session"
      WHERE state->'environment'->>'digest' IS NOT NULL ORDER BY "projectId", "createdAt" DESC) newest`
  const used = new Set(rows.map(({ digest }) => digest))
  const all = dirname(folders.environment('any'))
  const found: Reclaimable[] = []
  for (const name of await namesIn(all)) {
    const path = join(all, name)
    const isDraft = name.includes('.')
    const since = (await stat(path).catch(() => null))?.mtimeMs
    // What was made just now may be for a session whose log does not name it yet.
    if (since === undefined || used.has(name) || now - since < draftMs) continue
    found.push({ kind: isDraft ? 'draft' : 'environment', path, bytes: await sizeOf(path) })
  }
  return found
}

/** Checkouts carry the epoch that made them: one older than its session's lease, or without a living owner, is nobody's. */
async function deadCheckouts({ db, folders }: Pick<RunnerParts, 'db' | 'folders'>): Promise<Reclaimable[]> {
  const all = dirname(folders.checkout('any'))
  const names = await namesIn(all)
  const makers = [...new Set(names.map((name) => name.split('.')[0]!))]
  const living = await db.$queryRaw<{ sessionId: string; epoch: number }[]>`
    SELECT "sessionId", epoch FROM "RunLease" WHERE "sessionId" = ANY(${makers}) AND owner IS NOT NULL
      AND "leaseUntil" > clock_timestamp()`
  const epochOf = new Map(living.map((one) => [one.sessionId, one.epoch]))
  const known = new Set(
    (await db.runLease.findMany({ where: { sessionId: { in: makers } } })).map((one) => one.sessionId),
  )
  const found: Reclaimable[] = []
  for (const name of names) {
    const [maker = '', madeIn] = name.split('.')
    if (!known.has(maker) || Number(madeIn) === epochOf.get(maker)) continue
    const path = join(all, basename(name))
    found.push({ kind: 'checkout', path, bytes: await sizeOf(path) })
  }
  return found
}
