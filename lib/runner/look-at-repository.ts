// Reads a commit's files from git objects, never from a folder, and says which settings they suggest.
import { filesToRead, type SuggestedSettings, suggestSettings } from '../domain/suggest-settings.ts'
import { listFiles, readFileAt } from '../git/read-tree.ts'

const mostFiles = 50_000
const mostBytes = 512_000

/** @param commit full id of the commit to look at. Throws GitError when there is none. */
export async function lookAtRepository(
  bare: string,
  commit: string,
  targetBranch: string,
): Promise<SuggestedSettings> {
  const { files } = await listFiles(bare, commit, { limit: mostFiles })
  const paths = files.map((file) => file.path)
  const texts = new Map<string, string>()
  for (const path of filesToRead(paths)) {
    const file = await readFileAt(bare, commit, path, mostBytes)
    if (file) texts.set(path, Buffer.from(file.bytes).toString('utf8'))
  }
  return suggestSettings({ paths, text: (path) => texts.get(path) ?? null }, targetBranch)
}
