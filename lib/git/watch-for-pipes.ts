// The known way to stop git is a named pipe where it expects its own files: it waits for a writer for ever. So when a look at
// a folder takes long, the folder is searched for such pipes, and git is stopped where there is one.

import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Rejection } from '../protocol/rejection.ts'
import type { Worktree } from './worktree.ts'

const PATIENCE_MS = 2000

export type PipeWatch = {
  /** Aborted once such a pipe was found. */
  signal: AbortSignal
  /** What to say about a git that was stopped or took too long; undefined where there is no such pipe. */
  explain(): Promise<Rejection | undefined>
  end(): void
}

export function watchForPipes(worktree: Pick<Worktree, 'path'>): PipeWatch {
  const stop = new AbortController()
  let found: Rejection | undefined
  const search = async () => {
    const pipes = await findPipes(worktree.path)
    if (pipes.length === 0) return
    const names = pipes.slice(0, 3).join(', ')
    found = new Rejection(
      'worktree.blocked',
      `No snapshot can be taken: ${names} is a named pipe. Remove it.`,
    )
    stop.abort()
  }
  const timer = setTimeout(() => void search(), PATIENCE_MS)
  return {
    signal: stop.signal,
    async explain() {
      if (found === undefined) await search()
      return found
    },
    end: () => clearTimeout(timer),
  }
}

async function findPipes(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isFIFO() && entry.name.startsWith('.git'))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
}
