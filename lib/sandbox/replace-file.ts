// Writes a file in one step: whoever reads meanwhile, in another process too, sees the old content or the new.

import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'

/** Readable by everybody (0644), whatever the umask. */
export function replaceFile(path: string, content: string): void {
  if (existsSync(path) && readFileSync(path, 'utf8') === content) return
  const temporary = temporaryName(path)
  writeFileSync(temporary, content)
  chmodSync(temporary, 0o644)
  renameSync(temporary, path)
}

export function temporaryName(path: string): string {
  return `${path}.${randomBytes(6).toString('hex')}`
}
