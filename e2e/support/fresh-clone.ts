// A clone of this repository as somebody else would have it: no packages, no build, a home folder of its own, and
// with or without bubblewrap on the machine. Other users and a machine without bubblewrap can only be played by root.
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../bin/node-runtime.mjs'
import { createTemporaryFolder, removeTemporaryFolder } from '../../lib/testing/temporary-folder.ts'
import { type Installation, startInstallation } from './installation.ts'

/** An id that no account has. */
const ordinary = 12_345
export const isRoot = process.getuid?.() === 0

export type FreshClone = {
  /** `npm start` in it. */
  start: (machine: { bubblewrap: boolean }) => Promise<Installation>
  remove: () => void
}

export function makeFreshClone(user: 'root' | 'ordinary'): FreshClone {
  const folder = createTemporaryFolder()
  const home = join(folder, 'home')
  const clone = join(home, 'countersign')
  mkdirSync(home)
  execFileSync('git', ['-c', 'safe.directory=*', 'clone', '--quiet', root, clone])
  const steppedDown = user === 'ordinary' && isRoot
  if (steppedDown) execFileSync('chown', ['-R', `${ordinary}:${ordinary}`, home])
  const nothing = join(folder, 'nothing')
  writeFileSync(nothing, '')
  chmodSync(nothing, 0)

  const env: Record<string, string> = {
    HOME: home,
    // What npm put there for the tests must not be found by the clone.
    PATH: (process.env.PATH ?? '')
      .split(':')
      .filter((part) => !part.includes('node_modules'))
      .join(':'),
    COUNTERSIGN_DATA: join(home, '.local/share/countersign'),
  }
  // Root takes packages from its own cache; nobody else may.
  if (!steppedDown && process.env.HOME) env.npm_config_cache = join(process.env.HOME, '.npm')

  return {
    start({ bubblewrap }) {
      const program = '/usr/bin/bwrap'
      const hide = !bubblewrap && existsSync(program)
      const command = [
        ...(hide
          ? ['unshare', '--mount', 'sh', '-c', `mount --bind ${nothing} ${program} && exec "$@"`, 'sh']
          : []),
        ...(steppedDown
          ? ['setpriv', `--reuid=${ordinary}`, `--regid=${ordinary}`, '--clear-groups', '--']
          : []),
        'npm',
        'start',
      ]
      return startInstallation({ command, folder: clone, env })
    },
    remove: () => removeTemporaryFolder(folder),
  }
}
