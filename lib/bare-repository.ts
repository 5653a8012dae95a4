// Where a project's bare repository lies. Server and runner must agree, so it is said once.
import { join } from 'node:path'
import { env } from './env.ts'

/** Absolute path, whether it exists already or not. */
export function bareRepository(projectId: string, dataFolder: string = env().dataFolder): string {
  return join(dataFolder, 'repositories', `${projectId}.git`)
}
