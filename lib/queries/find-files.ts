// Paths of a branch for @mentions. Reads the project's bare repository; the caller has checked who may.
import { existsSync } from 'node:fs'
import { listFiles } from '../git/read-tree.ts'
import { resolveCommit } from '../git/refs.ts'

const maxAnswers = 50
const maxFiles = 200_000

/** At most 50. Empty while the repository or the branch is not there. */
export async function findFiles(bare: string, branch: string, text: string): Promise<string[]> {
  if (!existsSync(bare)) return []
  const commit =
    (await resolveCommit(bare, `refs/heads/${branch}`)) ??
    (await resolveCommit(bare, `refs/origin/${branch}`))
  if (!commit) return []
  const { files } = await listFiles(bare, commit, { limit: maxFiles })
  const wanted = text.toLowerCase()
  return files
    .map(({ path }) => ({ path, rank: rank(path.toLowerCase(), wanted) }))
    .filter((file) => file.rank < 3)
    .sort((a, b) => a.rank - b.rank || a.path.length - b.path.length || (a.path < b.path ? -1 : 1))
    .slice(0, maxAnswers)
    .map((file) => file.path)
}

/** 0: the file's name begins so; 1: the path begins so; 2: it occurs; 3: it does not. */
function rank(path: string, wanted: string): number {
  if (path.slice(path.lastIndexOf('/') + 1).startsWith(wanted)) return 0
  if (path.startsWith(wanted)) return 1
  return path.includes(wanted) ? 2 : 3
}
