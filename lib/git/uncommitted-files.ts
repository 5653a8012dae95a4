// How many files of a person's own folder are not committed, so that a session can say they are not included.
// The folder's own configuration may name programs to run, so it is never used: its index is copied and compared in
// a git folder of ours. Changes nothing there.

import { lstat, readdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findLocalRepository } from './local-repository.ts'
import { nameToText, splitNul } from './path-name.ts'
import { readPlainFile } from './read-plain-file.ts'
import { readSettings } from './read-settings.ts'
import { runGit } from './run-git.ts'
import { openSourceView } from './source-view.ts'

const MAX_INDEX = 1_000_000_000

/** Settings that say how files look on that disk; none of them names a program. */
const HARMLESS = ['core.filemode', 'core.symlinks', 'core.ignorecase', 'core.autocrlf']

/**
 * Staged, changed and untracked files of the working tree at `path`; null for a bare repository. `paths` holds the first
 * `limit` names. Throws Rejection when `path` is no repository.
 */
export async function uncommittedFiles(
  path: string,
  limit = 20,
): Promise<{ count: number; paths: string[] } | null> {
  const local = await findLocalRepository(path)
  const { gitDir, commonDir, workTree } = local
  if (workTree === null) return null
  const view = await openSourceView(local)
  try {
    for (const name of await readdir(gitDir))
      if (name === 'index' || name.startsWith('sharedindex.'))
        await copyIndex(join(gitDir, name), join(view.gitDir, name))
    const settings = await readSettings(join(commonDir, 'config'))
    const status = await runGit(
      { gitDir: view.gitDir, workTree },
      ['status', '--porcelain=v1', '-z', '--untracked-files=all', '--ignore-submodules=all', '--no-renames'],
      { config: [...settings].filter(([name]) => HARMLESS.includes(name)).map((pair) => pair.join('=')) },
    )
    const entries = splitNul(status)
    return {
      count: entries.length,
      paths: entries.slice(0, limit).map((entry) => nameToText(entry.slice(3))),
    }
  } finally {
    await view.remove()
  }
}

/** With its time: git looks again at files that were written in the very second of their index. */
async function copyIndex(from: string, to: string): Promise<void> {
  const found = await lstat(from)
  await writeFile(to, await readPlainFile(from, MAX_INDEX))
  await utimes(to, found.atime, found.mtime)
}
