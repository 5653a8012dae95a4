// Where things lie in the data directory. Every process of an installation shares it.
import { join } from 'node:path'

export type Folders = ReturnType<typeof foldersIn>

export function foldersIn(dataFolder: string) {
  return {
    repository: (projectId: string) => join(dataFolder, 'repositories', `${projectId}.git`),
    sample: (projectId: string) => join(dataFolder, 'samples', projectId),
    worktree: (sessionId: string) => join(dataFolder, 'worktrees', sessionId),
    scratch: (sessionId: string) => join(dataFolder, 'scratch', sessionId),
    checkout: (id: string) => join(dataFolder, 'checkouts', id),
    environment: (digest: string) => join(dataFolder, 'environments', digest),
    sandbox: join(dataFolder, 'sandbox'),
    /** How far runners have seen each session's log; never part of a backup. */
    head: (sessionId: string) => join(dataFolder, 'heads', sessionId),
    /** Made when events of a release that did not seal them were sealed; never again after that. */
    sealed: join(dataFolder, 'heads', 'older-events-sealed'),
    all: [
      'repositories',
      'samples',
      'worktrees',
      'scratch',
      'checkouts',
      'environments',
      'sandbox',
      'heads',
    ].map((name) => join(dataFolder, name)),
  }
}
