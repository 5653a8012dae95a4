// The only place that starts git. Every call is cut off from the machine's and the user's configuration, runs no hook,
// no external program named by a repository, never asks on a terminal, and ends at its timeout.
// It never runs inside a worktree's own `.git`: git dir and work tree are always named.

import { ExecaError, execa } from 'execa'
import { machinePath, machineVariables } from '../machine.ts'

/** Numeric user and group. Files in worktrees belong to it. */
export type Owner = { uid: number; gid: number }

/** Where git looks. `gitDir` null is for commands that need no repository. */
export type Place = { gitDir: string | null; workTree?: string }

/** What to start instead of git, so that it sees only these folders and the system. */
export type Confine = (folders: { readOnly: readonly string[]; writable: readonly string[] }) => {
  file: string
  args: readonly string[]
}

export type GitOptions = {
  input?: string | Uint8Array
  env?: Readonly<Record<string, string>>
  config?: readonly string[]
  cwd?: string
  /** Milliseconds; 120,000 unless given. */
  timeoutMs?: number
  signal?: AbortSignal
  /** Bytes of stdout beyond which the call fails; 400 MB unless given. */
  maxBytes?: number
  /** Runs as this user. Only root can. */
  owner?: Owner
  /** In place of git itself: a confined one, as a Confine gives it. */
  program?: ReturnType<Confine>
  /** Use the machine's git configuration, keys and proxies: for clone, fetch and push over the network only. */
  credentials?: boolean
  onStderr?: (chunk: string) => void
}

/** git said no, or was ended. `stderr` is git's own text, at most 20,000 characters. */
export class GitError extends Error {
  readonly args: readonly string[]
  /** null when a signal ended it. */
  readonly exitCode: number | null
  readonly stderr: string
  /** stdout of a failed call: some commands report there. */
  readonly stdout: Buffer
  readonly reason: 'exit' | 'timeout' | 'stopped' | 'too-large' | 'not-started'
  constructor(failed: Pick<GitError, 'args' | 'exitCode' | 'stderr' | 'stdout' | 'reason'>) {
    const said = failed.stderr.trim().split('\n').slice(-3).join(' ')
    super(`git ${failed.args[0] ?? ''} failed (${failed.exitCode ?? failed.reason}): ${said}`)
    this.name = 'GitError'
    this.args = failed.args
    this.exitCode = failed.exitCode
    this.stderr = failed.stderr
    this.stdout = failed.stdout
    this.reason = failed.reason
  }
}

const HARDENED = [
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'core.attributesFile=/dev/null',
  'core.excludesFile=/dev/null',
  'core.alternateRefsCommand=true',
  'diff.external=',
  'diff.ignoreSubmodules=all',
  'submodule.recurse=false',
  'protocol.ext.allow=never',
  'gc.auto=0',
  'maintenance.auto=false',
  'advice.detachedHead=false',
]

/** stdout of git as bytes. Throws GitError. */
export async function runGit(
  place: Place,
  args: readonly string[],
  options: GitOptions = {},
): Promise<Buffer> {
  const config = [...HARDENED, ...(options.config ?? [])].flatMap((setting) => ['-c', setting])
  const where = place.gitDir === null ? [] : [`--git-dir=${place.gitDir}`]
  if (place.workTree !== undefined) where.push(`--work-tree=${place.workTree}`)
  let stderr = ''
  const program = options.program ?? { file: 'git', args: [] }
  const child = execa(program.file, [...program.args, ...config, ...where, '--no-pager', ...args], {
    env: { ...environment(options.credentials === true), ...options.env },
    extendEnv: false,
    encoding: 'buffer',
    stripFinalNewline: false,
    timeout: options.timeoutMs ?? 120_000,
    forceKillAfterDelay: 2000,
    maxBuffer: { stdout: options.maxBytes ?? 400_000_000 },
    buffer: { stdout: true, stderr: false },
    stdin: 'pipe',
    ...(options.input === undefined ? {} : { input: options.input }),
    // The server's own folder may be closed to another user.
    cwd: options.cwd ?? '/',
    ...(options.signal ? { cancelSignal: options.signal } : {}),
    ...(isOther(options.owner) ? { uid: options.owner.uid, gid: options.owner.gid } : {}),
  })
  child.stderr.setEncoding('utf8')
  child.stderr.on('data', (chunk: string) => {
    if (stderr.length < 20_000) stderr += chunk.slice(0, 20_000)
    options.onStderr?.(chunk)
  })
  if (options.input === undefined) child.stdin.end()
  try {
    const { stdout } = await child
    return Buffer.from(stdout.buffer, stdout.byteOffset, stdout.byteLength)
  } catch (error) {
    if (!(error instanceof ExecaError)) throw error
    const stdout = Buffer.from((error.stdout as Uint8Array | undefined) ?? [])
    const said = stderr === '' ? error.shortMessage : stderr
    throw new GitError({
      args,
      exitCode: error.exitCode ?? null,
      stderr: said,
      stdout,
      reason: reasonOf(error),
    })
  }
}

/** stdout of git as text without its last newline; for object ids, refs and other plain ASCII. */
export async function readGit(
  place: Place,
  args: readonly string[],
  options: GitOptions = {},
): Promise<string> {
  return (await runGit(place, args, options)).toString('utf8').replace(/\n$/, '')
}

/** True when this user is not the one we are. */
export function isOther(owner: Owner | undefined): owner is Owner {
  return owner !== undefined && owner.uid !== process.getuid?.()
}

function reasonOf(error: ExecaError): GitError['reason'] {
  if (error.timedOut) return 'timeout'
  if (error.isCanceled) return 'stopped'
  if (error.isMaxBuffer) return 'too-large'
  return error.exitCode === undefined && !error.isTerminated ? 'not-started' : 'exit'
}

const FROM_MACHINE =
  /^(HOME|USER|LOGNAME|SSH_AUTH_SOCK|SSH_AGENT_PID|XDG_\w+|DBUS_SESSION_BUS_ADDRESS|(https?|all|no)_proxy|SSL_CERT_(FILE|DIR)|GIT_SSL_(CAINFO|CAPATH)|GIT_CONFIG_(GLOBAL|SYSTEM)|GNUPGHOME)$/i

function environment(credentials: boolean): Record<string, string> {
  const fixed = {
    PATH: machinePath(),
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    // An object that is missing is not asked for at an address that a repository names.
    GIT_NO_LAZY_FETCH: '1',
    // Repositories here belong to several users; what git protects against by refusing them is switched off above.
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'safe.directory',
    GIT_CONFIG_VALUE_0: '*',
  }
  if (!credentials)
    return { ...fixed, HOME: '/nonexistent', GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' }
  return {
    ...machineVariables(FROM_MACHINE),
    ...fixed,
    GIT_SSH_COMMAND: 'ssh -o BatchMode=yes',
    GIT_ASKPASS: 'true',
  }
}
