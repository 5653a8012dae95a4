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
    all: ['repositories', 'samples', 'worktrees', 'scratch', 'checkouts', 'environments', 'sandbox'].map(
      (name) => join(dataFolder, name),
    ),
  }
}
