// A disk of a test's own: a small file system in memory, which can be filled and made read-only. Only root can mount one; elsewhere a
// case says that it did not run, and why.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execaSync } from 'execa'

export type Disk = { path: string; readOnly: () => void; writable: () => void; remove: () => void }

/** null where mounting is not possible. */
export function makeDisk(megabytes: number): Disk | null {
  const path = mkdtempSync(join(tmpdir(), 'countersign-disk-'))
  const options = { reject: false, stdin: 'ignore' } as const
  const mounted = execaSync(
    'mount',
    ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755`, 'tmpfs', path],
    options,
  )
  if (mounted.exitCode !== 0) {
    rmSync(path, { recursive: true, force: true })
    return null
  }
  const remount = (how: string) => execaSync('mount', ['-o', `remount,${how}`, path])
  return {
    path,
    readOnly: () => remount('ro'),
    writable: () => remount('rw'),
    remove() {
      execaSync('umount', ['-l', path], options)
      rmSync(path, { recursive: true, force: true })
    },
  }
}
