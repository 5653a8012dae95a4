// How many files of a person's own folder are not committed, so that a session can say they are not included.
// The folder's own configuration may name programs to run, so it is never used: its index is copied and compared in an
// empty git folder of ours. Changes nothing there.

import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nameToText, splitNul } from './path-name.ts'
import { GitError, readGit, runGit } from './run-git.ts'
import { findLocalRepository } from './source.ts'

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
  const { gitDir, commonDir, workTree } = await findLocalRepository(path)
  if (workTree === null) return null
  const ours = await mkdtemp(join(tmpdir(), 'countersign-status-'))
  try {
    await runGit({ gitDir: null }, [
      'init',
      '--quiet',
      '--bare',
      '--template=',
      '--initial-branch=main',
      ours,
    ])
    for (const name of await readdir(gitDir))
      if (name === 'index' || name.startsWith('sharedindex.'))
        await copyFile(join(gitDir, name), join(ours, name))
    const head = await readGit({ gitDir }, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']).catch(
      noHead,
    )
    const env = { GIT_OBJECT_DIRECTORY: join(commonDir, 'objects') }
    if (head !== null) await runGit({ gitDir: ours }, ['update-ref', '--no-deref', 'HEAD', head], { env })
    const config = await readSettings(join(commonDir, 'config'))
    const status = await runGit(
      { gitDir: ours, workTree },
      ['status', '--porcelain=v1', '-z', '--untracked-files=all', '--ignore-submodules=all', '--no-renames'],
      { env, config },
    )
    const entries = splitNul(status)
    return {
      count: entries.length,
      paths: entries.slice(0, limit).map((entry) => nameToText(entry.slice(3))),
    }
  } finally {
    await rm(ours, { recursive: true, force: true })
  }
}

function noHead(error: unknown): null {
  if (error instanceof GitError && error.reason === 'exit') return null
  throw error
}

async function readSettings(file: string): Promise<string[]> {
  const args = ['config', '--file', file, '--no-includes', '--null', '--list']
  const listed = await runGit({ gitDir: null }, args).catch(() => Buffer.alloc(0))
  return splitNul(listed)
    .map((item) => item.replace('\n', '='))
    .filter((item) => HARMLESS.includes(item.split('=')[0] ?? ''))
}
