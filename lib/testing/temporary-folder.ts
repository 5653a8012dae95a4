// A folder for one test, removed afterwards with everything in it. Open for other user ids to pass through, since the
// embedded database and the sandbox run under their own when the tests run as root.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Creates it and answers its absolute path. */
export function createTemporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-test-'))
  chmodSync(folder, 0o755)
  return folder
}

/** Removes it, whatever it holds; a process that still writes there gets a few more moments. */
export function removeTemporaryFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
