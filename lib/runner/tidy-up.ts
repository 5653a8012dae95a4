// What a runner clears away by itself: work folders of sessions that ended and are whole in their last snapshot, and what runners that
// were killed left in the data directory and in the system's temporary folder. A failure here is no reason to stop anything.
import { lstat, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readStartTime } from '../sandbox/process-identity.ts'
import { dropEndedWorktrees } from './free-space.ts'
import type { RunnerParts } from './runner-parts.ts'

const everyMs = 10 * 60_000
/** Such a folder lives for one command of git or one command in a box; its name ends with the id of its process. */
const temporary = /^countersign-(?:index|status|way)-(\d+)-/
const graceMs = 3_600_000

/** Begins at once and goes on until the returned function is called. */
export function tidyUp(parts: RunnerParts, signal: AbortSignal): () => void {
  const tidy = () =>
    Promise.all([dropEndedWorktrees(parts, signal), removeTemporary(tmpdir())])
      .then(([dropped, removed]) => {
        if (dropped + removed > 0) parts.logger.info({ dropped, removed }, 'cleared away what nobody needs')
      })
      .catch((error: Error) => parts.logger.warn({ error: error.message }, 'nothing could be cleared away'))
  void tidy()
  const timer = setInterval(tidy, everyMs)
  return () => clearInterval(timer)
}

/** Removes folders of ours whose process is gone, an hour after: in another container it may live without our seeing it. */
export async function removeTemporary(folder: string, now = Date.now()): Promise<number> {
  let removed = 0
  for (const name of await readdir(folder)) {
    const pid = temporary.exec(name)?.[1]
    if (pid === undefined || readStartTime(Number(pid)) !== undefined) continue
    const path = join(folder, name)
    const found = await lstat(path).catch(() => null)
    const ours = process.getuid?.() === 0 || found?.uid === process.getuid?.()
    if (!found?.isDirectory() || !ours || now - found.mtimeMs < graceMs) continue
    await rm(path, { recursive: true, force: true })
    removed += 1
  }
  return removed
}
