// Runs one prepared command line to its end: start gate, output, time, memory and output limits, stopping.
// Promises: nothing of the command runs before `onStart` has returned; when the promise settles, the first
// process is dead. Must never reject for what the command did, only when it could not be started.

import { type ChildProcess, spawn } from 'node:child_process'
import { constants, setPriority } from 'node:os'
import type { Duplex } from 'node:stream'
import type { BoxUser } from './find-tools.ts'
import { killMarked, MARK, markOf, remember, type Seen } from './kill-marked.ts'
import { asProcessEnv } from './process-env.ts'
import { listTree, readStartTime, sendSignal } from './process-identity.ts'
import { type BoxIdentity, type ExecResult, SandboxError } from './sandbox.ts'
import { type BoxWatch, watchBox } from './watch-box.ts'

/** A chain of programs that each exec the next; the last is `gateScript`, which holds the command back. */
export type Launch = {
  file: string
  args: readonly string[]
  env: Readonly<Record<string, string>>
  /** Taken on before anything of the chain starts, so that its environment is never seen by a root process. */
  user: BoxUser
  /** Written to file descriptor 4, which no process list shows. */
  secretArgs?: string
  /** Written to file descriptor 5: a filter of system calls. */
  filter?: Uint8Array
  /** Folders that it has in memory for itself. */
  privateFolders?: readonly string[]
  /** No namespace holds the command together, so its process group is killed instead. */
  killsGroup: boolean
}

export type RunRequest = {
  timeoutMs: number
  maxOutputBytes: number
  memoryBytes?: number
  disk?: NonNullable<BoxWatch['disk']>
  stdin?: Uint8Array
  signal?: AbortSignal
  onStart?: (box: BoxIdentity) => Promise<void>
  onBytes: (bytes: Uint8Array) => void
}

export type RunEnd = Omit<ExecResult, 'output'> & { stderr: string }

// Descriptor 3 is a socket to us: the box says that it stands, then waits for our word. If we die first it reads
// the end of the stream and leaves. $1: 1 joins stderr to stdout in order of arrival. $2: the folder to start in.
export const gateScript = [
  'umask 022',
  'joined=$1 folder=$2',
  'shift 2',
  // If memory runs out, the kernel ends this first.
  '{ echo 1000 > /proc/self/oom_score_adj; } 2>/dev/null',
  'echo ready >&3',
  'read -r mark <&3 || exit 125',
  'exec 3>&-',
  `if [ -n "$mark" ]; then ${MARK}=$mark; export ${MARK}; fi`,
  'if [ "$joined" = 1 ]; then exec 2>&1; fi',
  'cd -- "$folder" || exit 126',
  'exec "$@"',
].join('\n')

const MAX_STDERR_CHARS = 4000
const NICENESS = 5

/** Throws SandboxError 'box.failed' when the chain ends before the gate is reached. */
export async function runProcess(launch: Launch, request: RunRequest): Promise<RunEnd> {
  if (request.signal?.aborted)
    return { exitCode: null, endedBy: 'stopped', outputBytes: 0, durationMs: 0, stderr: '' }
  const child = start(launch, request.stdin !== undefined)
  const left: Leftovers = { seen: new Map() }
  const ended = waitForEnd(child, launch.killsGroup, left)
  // Too many open files: there are no streams, only the error that `ended` brings.
  if (child.stdio === undefined) await ended
  const kill = () => killChild(child, launch.killsGroup)
  let endedBy: ExecResult['endedBy'] | undefined
  const end = (why: ExecResult['endedBy']) => {
    endedBy ??= why
    kill()
  }
  const seen = watchOutput(child, request, () => end('output'))
  const onAbort = () => end('stopped')
  request.signal?.addEventListener('abort', onAbort)
  const gate = child.stdio[3] as Duplex
  gate.on('error', () => {})
  if (launch.secretArgs !== undefined) writeAndClose(child.stdio[4] as Duplex, launch.secretArgs)
  if (launch.filter !== undefined) writeAndClose((child.stdio as unknown as Duplex[])[5]!, launch.filter)

  let timer: NodeJS.Timeout | undefined
  let unwatch: (() => void) | undefined
  let startedAt = performance.now()
  try {
    const stands = await Promise.race([waitForReady(gate), ended.then(() => false)])
    if (!stands && endedBy === undefined) {
      await ended
      throw startFailure(seen.stderr.trim() || 'no reason given')
    }
    const startTime = readStartTime(child.pid!)
    if (stands && startTime !== undefined) {
      left.box = { pid: child.pid!, startTime }
      await request.onStart?.(left.box)
    }
    startedAt = performance.now()
    timer = setTimeout(() => end('timeout'), request.timeoutMs)
    const { memoryBytes, disk } = request
    if (memoryBytes !== undefined || disk !== undefined) {
      const privateFolders = launch.privateFolders ?? []
      unwatch = watchBox({
        pid: child.pid!,
        privateFolders,
        onExceeded: end,
        ...(launch.killsGroup ? { onTree: (pids) => remember(left.seen, pids) } : {}),
        ...(memoryBytes === undefined ? {} : { memoryBytes }),
        ...(disk ? { disk } : {}),
      })
    }
    giveWay(child.pid!)
    gate.end(`${launch.killsGroup && left.box ? markOf(left.box) : ''}\n`)
    if (request.stdin !== undefined) writeAndClose(child.stdin as unknown as Duplex, request.stdin)
    const { code, signal } = await ended
    await left.killing
    const durationMs = Math.round(performance.now() - startedAt)
    return { ...describeEnd(code, signal, endedBy), ...seen, durationMs }
  } catch (error) {
    kill()
    await ended.catch(() => {})
    throw error
  } finally {
    clearTimeout(timer)
    unwatch?.()
    request.signal?.removeEventListener('abort', onAbort)
    gate.destroy()
  }
}

/** The counters in what comes back grow as output arrives. */
function watchOutput(child: ChildProcess, request: RunRequest, onTooMuch: () => void) {
  const seen = { outputBytes: 0, stderr: '' }
  child.stdout?.on('data', (chunk: Buffer) => {
    const room = request.maxOutputBytes - seen.outputBytes
    seen.outputBytes += chunk.length
    if (room > 0) request.onBytes(chunk.length > room ? chunk.subarray(0, room) : chunk)
    if (chunk.length > room) onTooMuch()
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    if (seen.stderr.length < MAX_STDERR_CHARS) seen.stderr += text
  })
  return seen
}

function startFailure(reason: string): SandboxError {
  return new SandboxError('box.failed', `The sandbox could not be started: ${reason}`)
}

function start(launch: Launch, hasStdin: boolean): ChildProcess {
  try {
    const stdio = [
      hasStdin ? 'pipe' : 'ignore',
      'pipe',
      'pipe',
      'pipe',
      launch.secretArgs ? 'pipe' : 'ignore',
      launch.filter ? 'pipe' : 'ignore',
    ] as const
    const { uid, gid, differs } = launch.user
    // detached: a Ctrl-C meant for us must not reach the command; we end it ourselves.
    const settings = { env: asProcessEnv(launch.env), cwd: '/', stdio: [...stdio], detached: true }
    return spawn(launch.file, [...launch.args], differs ? { ...settings, uid, gid } : settings)
  } catch (error) {
    const tooLong = (error as NodeJS.ErrnoException).code === 'E2BIG'
    throw startFailure(tooLong ? 'the command is too long for one line; put it into a file' : String(error))
  }
}

function waitForReady(gate: Duplex): Promise<boolean> {
  return new Promise((resolve) => {
    gate.once('data', () => resolve(true))
    gate.once('close', () => resolve(false))
  })
}

/** What may outlive a command that no namespace holds together. */
type Leftovers = { box?: BoxIdentity; seen: Seen; killing?: Promise<void> }

function waitForEnd(
  child: ChildProcess,
  killsGroup: boolean,
  left: Leftovers,
): Promise<{ code: number | null; signal: string | null }> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => {
      reject(startFailure(error.message))
    })
    child.once('close', (code, signal) => resolve({ code, signal }))
    child.once('exit', () => {
      if (killsGroup) killChild(child, true)
      if (killsGroup && left.box) left.killing = killMarked(left.box, left.seen)
      // Without namespaces a process that left the group may hold the pipes open for ever.
      const timer = setTimeout(() => destroyStreams(child), 1000)
      child.once('close', () => clearTimeout(timer))
    })
  })
}

function destroyStreams(child: ChildProcess): void {
  for (const stream of child.stdio) stream?.destroy()
}

/** The host comes first: its server, its database, a person's clicks. */
function giveWay(pid: number): void {
  for (const one of listTree(pid)) {
    try {
      setPriority(one, NICENESS)
    } catch {}
  }
}

function killChild(child: ChildProcess, killsGroup: boolean): void {
  if (child.pid === undefined) return
  if (killsGroup) sendSignal(-child.pid, 'SIGKILL')
  child.kill('SIGKILL')
}

function writeAndClose(stream: Duplex, content: string | Uint8Array): void {
  // The reader may leave early; what it says or its exit code tells why.
  stream.on('error', () => {})
  stream.end(content)
}

/** Inside a box the exit code is all we see, so 128 + n is read as "ended by signal n", as shells do. */
function describeEnd(
  code: number | null,
  signal: string | null,
  endedBy: ExecResult['endedBy'] | undefined,
): Pick<ExecResult, 'exitCode' | 'endedBy' | 'signal'> {
  if (endedBy !== undefined) return { exitCode: null, endedBy }
  if (signal !== null) return { exitCode: null, endedBy: 'signal', signal }
  const name = code === null ? undefined : signalNames.get(code - 128)
  if (name !== undefined) return { exitCode: null, endedBy: 'signal', signal: name }
  return { exitCode: code, endedBy: 'exit' }
}

const signalNames = new Map(
  Object.entries(constants.signals).map(([name, number]) => [number as number, name]),
)
