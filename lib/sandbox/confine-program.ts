// A smaller box for programs of the machine that read a folder which an agent wrote, such as git taking a snapshot: they
// see the system and the named folders, nothing else, so a link that appears while they read leads nowhere.
// Only for programs that we chose and that run nothing from the folder: there are no limits and no gate in here.

import { existsSync, lstatSync } from 'node:fs'
import { findTools } from './find-tools.ts'
import type { Confine } from './sandbox.ts'

/** Undefined where this machine has no isolation, or where `program` lies outside of the system's own folders. */
export function confineProgram(program: string): Confine | undefined {
  const { bwrap, setpriv } = findTools()
  if (bwrap === undefined || setpriv === undefined || !existsSync(`/usr/bin/${program}`)) return undefined
  const system = bindSystem()
  return ({ readOnly, writable }) => {
    const binds = [
      ...readOnly.map((path) => ({ path, option: '--ro-bind' })),
      ...writable.map((path) => ({ path, option: '--bind' })),
    ].sort((a, b) => a.path.length - b.path.length)
    return {
      file: setpriv,
      args: [
        ...['--pdeathsig', 'KILL', '--', bwrap, '--unshare-all', '--die-with-parent', '--new-session'],
        ...['--cap-drop', 'ALL', ...system, '--dev', '/dev', '--tmpfs', '/tmp'],
        ...binds.flatMap(({ path, option }) => [option, path, path]),
        ...['--remount-ro', '/', '--chdir', '/', '--', `/usr/bin/${program}`],
      ],
    }
  }
}

function bindSystem(): string[] {
  const args = ['--ro-bind', '/usr', '/usr']
  for (const path of ['/bin', '/lib', '/lib32', '/lib64']) {
    const entry = lstatSync(path, { throwIfNoEntry: false })
    if (entry?.isSymbolicLink()) args.push('--symlink', `usr${path}`, path)
    else if (entry?.isDirectory()) args.push('--ro-bind', path, path)
  }
  return args
}
