// What a command left in a checkout that git does not track, ignored or not. git looks from inside the box, where the
// repository's own settings can do no harm.
import { cleanText } from '../protocol/clean-text.ts'
import { SandboxError } from '../sandbox/sandbox.ts'
import { execInBox } from './exec-in-box.ts'
import type { ProjectFence } from './project-lease.ts'
import type { ProjectSetting } from './project-setting.ts'
import type { RunnerParts } from './runner-parts.ts'

const mostPaths = 50

/** Relative paths, folders first and whole, at most 50. Empty where git could not look. */
export async function findCreatedPaths(
  parts: RunnerParts,
  setting: ProjectSetting,
  fence: ProjectFence,
  checkout: string,
  bare: string,
  signal: AbortSignal,
): Promise<string[]> {
  try {
    const result = await execInBox(parts, setting, fence, {
      argv: ['git', 'status', '--porcelain=v1', '-z', '--ignored=traditional', '--untracked-files=normal'],
      cwd: checkout,
      worktree: checkout,
      writable: false,
      readOnly: [bare],
      timeoutMs: 60_000,
      signal,
    })
    return result.exitCode === 0 ? readCreated(result.output) : []
  } catch (error) {
    if (error instanceof SandboxError) return []
    throw error
  }
}

/** NULs come out of the box as the visible symbol. */
export function readCreated(output: string): string[] {
  const entries = output.split('\u2400').filter((entry) => /^(\?\?|!!) /.test(entry))
  const paths = entries.map((entry) => cleanText(entry.slice(3)))
  const folders = paths.filter((path) => path.endsWith('/')).map((path) => path.slice(0, -1))
  const files = paths.filter((path) => !path.endsWith('/'))
  return [...folders.sort(), ...files.sort()].slice(0, mostPaths)
}
