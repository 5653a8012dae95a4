// Turns a plan into bubblewrap's arguments: own namespaces, no network, a read-only system, private temporary
// folders, only the plan's folders from the host. Must never bind a folder that a plan does not name.

import { existsSync, lstatSync } from 'node:fs'
import { join } from 'node:path'
import type { BoxPlan } from './box-plan.ts'
import type { BoxState } from './prepare-state.ts'
import type { SandboxLevel } from './sandbox.ts'

export const BOX_HOME = '/home/agent'

export type BoxSettings = {
  level: SandboxLevel
  state: BoxState
  hasSize: boolean
  /** A filter of system calls comes on file descriptor 5. */
  filtered: boolean
}

/** Writable, in memory, gone with the box. */
export const privateFolders = ['/dev/shm', '/tmp', '/var/tmp', BOX_HOME]

/** NUL-separated for `bwrap --args`, so that no process list shows paths or the environment. */
export function buildBoxArguments(plan: BoxPlan, settings: BoxSettings): string {
  const size = (bytes: number) => (settings.hasSize ? ['--size', String(bytes)] : [])
  const { fileBytes, memoryBytes, dataBytes } = plan.limits
  const scratch = Math.min(fileBytes, Math.ceil((memoryBytes ?? 2 * dataBytes) / 2))
  const args = [
    ...['--unshare-all', '--die-with-parent', '--new-session', '--cap-drop', 'ALL', '--clearenv'],
    ...['--hostname', 'sandbox'],
    ...(settings.filtered ? ['--seccomp', '5'] : []),
    ...bindSystem(settings.state),
    ...(settings.level === 'full' ? ['--proc', '/proc'] : []),
    ...['--dev', '/dev', ...size(scratch), '--tmpfs', '/dev/shm'],
    ...[...size(scratch), '--tmpfs', '/tmp', '--dir', '/var'],
    // Not a link to /tmp: a worktree may lie below it, and bubblewrap makes no folders behind a link.
    ...[...size(scratch), '--tmpfs', '/var/tmp'],
    ...[...size(scratch), '--tmpfs', BOX_HOME],
    ...bindFolders(plan),
    ...['--remount-ro', '/dev', '--remount-ro', '/'],
    ...Object.entries(plan.env).flatMap(([name, value]) => ['--setenv', name, value]),
  ]
  return args.map((arg) => `${arg}\0`).join('')
}

function bindSystem(state: BoxState): string[] {
  const args = ['--ro-bind', '/usr', '/usr', '--ro-bind', state.etc, '/etc']
  for (const path of ['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32']) {
    const entry = lstatSync(path, { throwIfNoEntry: false })
    if (entry?.isSymbolicLink()) args.push('--symlink', `usr${path}`, path)
    else if (entry?.isDirectory()) args.push('--ro-bind', path, path)
  }
  for (const name of state.etcBinds) args.push('--ro-bind-try', `/etc/${name}`, `/etc/${name}`)
  // A desktop user may be in a group that can read these.
  for (const keys of ['/etc/ssl/private', '/etc/pki/tls/private'].filter((path) => existsSync(path))) {
    args.push('--tmpfs', keys)
  }
  // Package tools ask what is installed.
  args.push('--ro-bind-try', '/var/lib/dpkg', '/var/lib/dpkg')
  return args
}

/** Outer folders first, so that an inner one is never hidden; writable wins over read-only at the same path. */
function bindFolders(plan: BoxPlan): string[] {
  const binds = [
    ...plan.readOnly.map((path) => ({ path, option: '--ro-bind-try' })),
    ...plan.writable.map((path) => ({ path, option: '--bind' })),
  ]
  const git = plan.protectGitIn === undefined ? undefined : join(plan.protectGitIn, '.git')
  if (git !== undefined && isPlainEntry(git)) binds.push({ path: git, option: '--ro-bind' })
  binds.sort((a, b) => a.path.length - b.path.length)
  return binds.flatMap(({ path, option }) => [option, path, path])
}

/** A symlink named `.git` can only be the command's own doing; binding it would show what it points to. */
function isPlainEntry(path: string): boolean {
  const entry = lstatSync(path, { throwIfNoEntry: false })
  return entry !== undefined && (entry.isFile() || entry.isDirectory())
}
