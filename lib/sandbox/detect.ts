// Finds out, by trying, how well commands can be isolated on this machine, and says it in one sentence that is
// shown to people as it is. Promises: changes nothing on the machine and installs nothing.

import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { type BoxUser, chooseBoxUser, findTools, type SystemTools } from './find-tools.ts'
import { asProcessEnv } from './process-env.ts'
import type { SandboxReport } from './sandbox.ts'
import { makeSeccompFilter } from './seccomp-filter.ts'

const withoutIsolation =
  'Commands wait for a click, and a command that runs can read and change what this user can. What it leaves behind is ended where it can be found; memory, disk and processes are bounded for each command less strictly.'

/** Takes some 10 ms. Run it at start, not once per session. */
export async function detectSandbox(
  tools: SystemTools = findTools(),
  user: BoxUser = chooseBoxUser(),
): Promise<SandboxReport> {
  if (process.platform !== 'linux') {
    return { level: 'none', detail: `Isolation is only available on Linux. ${withoutIsolation}` }
  }
  const { bwrap, setpriv, prlimit } = tools
  if (bwrap === undefined || setpriv === undefined || prlimit === undefined) {
    const absent = Object.entries({ bubblewrap: bwrap, setpriv, prlimit }).filter(
      ([, path]) => path === undefined,
    )
    const names = absent.map(([name]) => name).join(' and ')
    return {
      level: 'none',
      detail: `Not isolated: ${names} is not installed. ${withoutIsolation}`,
      ...remedyFor(absent),
    }
  }
  const full = await tryBox(bwrap, setpriv, user, true)
  if (full === undefined) {
    return {
      level: 'full',
      detail: `Isolated: commands see only their worktree and have no network unless granted.${unfiltered()}`,
    }
  }
  if ((await tryBox(bwrap, setpriv, user, false)) === undefined) {
    const detail = `Isolated, but without /proc: some tools that look at processes will not work.${unfiltered()}`
    return { level: 'no-proc', detail, remedy: 'In Docker: add systempaths=unconfined to security_opt.' }
  }
  return {
    level: 'none',
    detail: `Not isolated: bubblewrap failed (${full}). ${withoutIsolation}`,
    ...unblockRemedy(),
  }
}

/** Without a filter the namespaces and dropped capabilities stand alone. */
const unfiltered = (): string =>
  makeSeccompFilter() === undefined ? ' This machine has no filter of system calls.' : ''

/** Undefined when a box could be made, otherwise bubblewrap's last words. */
async function tryBox(
  bwrap: string,
  setpriv: string,
  user: BoxUser,
  withProc: boolean,
): Promise<string | undefined> {
  const box = [
    ...['--pdeathsig', 'KILL', '--', bwrap, '--unshare-all', '--die-with-parent', '--new-session'],
    ...[
      '--cap-drop',
      'ALL',
      '--ro-bind',
      '/',
      '/',
      ...(withProc ? ['--proc', '/proc'] : []),
      '--dev',
      '/dev',
    ],
    ...['--tmpfs', '/tmp', '--remount-ro', '/', '--', '/bin/sh', '-c', 'exit 0'],
  ]
  const identity = user.differs ? { uid: user.uid, gid: user.gid } : {}
  try {
    await promisify(execFile)(setpriv, box, {
      ...identity,
      cwd: '/',
      env: asProcessEnv({ PATH: '/usr/bin:/bin' }),
      timeout: 20_000,
    })
    return undefined
  } catch (error) {
    const text = (error as { stderr?: string }).stderr?.trim()
    return text?.split('\n').at(-1) || (error as Error).message.split('\n')[0]
  }
}

const packageManagers: readonly { ids: readonly string[]; command: string }[] = [
  { ids: ['debian', 'ubuntu'], command: 'apt-get install' },
  { ids: ['fedora', 'rhel', 'centos', 'amzn'], command: 'dnf install' },
  { ids: ['arch'], command: 'pacman -S' },
  { ids: ['suse', 'opensuse'], command: 'zypper install' },
  { ids: ['alpine'], command: 'apk add' },
]

function remedyFor(absent: readonly (readonly [string, unknown])[]): { remedy?: string } {
  const packages = new Set(absent.map(([name]) => (name === 'bubblewrap' ? 'bubblewrap' : 'util-linux')))
  const command = findPackageCommand(readOsRelease())
  if (command === undefined)
    return { remedy: `Install ${[...packages].join(' and ')} with your package manager.` }
  return { remedy: `${process.getuid?.() === 0 ? '' : 'sudo '}${command} ${[...packages].join(' ')}` }
}

/** The install command for the system that this /etc/os-release describes, by its own name or what it is like. */
export function findPackageCommand(osRelease: string): string | undefined {
  const ids = [...osRelease.matchAll(/^(?:ID|ID_LIKE)=(.*)$/gm)].flatMap(
    (match) => match[1]!.match(/[\w-]+/g) ?? [],
  )
  return packageManagers.find((manager) => manager.ids.some((id) => ids.includes(id)))?.command
}

function unblockRemedy(): { remedy?: string } {
  if (readText('/proc/sys/kernel/apparmor_restrict_unprivileged_userns')?.trim() === '1') {
    return { remedy: 'sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0' }
  }
  if (readText('/proc/sys/kernel/unprivileged_userns_clone')?.trim() === '0') {
    return { remedy: 'sudo sysctl kernel.unprivileged_userns_clone=1' }
  }
  if (readText('/proc/sys/user/max_user_namespaces')?.trim() === '0') {
    return { remedy: 'sudo sysctl user.max_user_namespaces=15000' }
  }
  return { remedy: 'In Docker: security_opt seccomp=unconfined and systempaths=unconfined (see the docs).' }
}

function readOsRelease(): string {
  return readText('/etc/os-release') ?? ''
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
