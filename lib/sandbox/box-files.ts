// The file half of the sandbox port: reading, patching, making, copying and removing, each as one short program
// run as the sandbox's user with nothing but the folders in question. Must never open a path inside a worktree
// with this process's own file calls: what lies there is not ours to trust.

import { chmodSync, chownSync, lstatSync, mkdirSync, rmdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type BoxPlan, checkAbsolute } from './box-plan.ts'
import { findClosedFolder, refuseClosedFolder } from './closed-folder.ts'
import type { BoxUser } from './find-tools.ts'
import { type FileChange, type Limits, type Sandbox, SandboxError } from './sandbox.ts'

export type RunInBox = (
  plan: Omit<BoxPlan, 'env' | 'joinOutput'>,
  stdin: Uint8Array | undefined,
) => Promise<{ exitCode: number | null; stdout: Buffer; stderr: string }>

export type FileBox = {
  user: BoxUser
  run: RunInBox
  /** The command line that starts `file-worker.mjs`, and the folders it needs. */
  worker(): Promise<{ argv: readonly string[]; readOnly: readonly string[] }>
}

type FilePort = Pick<Sandbox, 'readFile' | 'applyChanges' | 'makeFolder' | 'copyPaths' | 'removeFolder'>

const GIB = 1024 ** 3

/** Our own short programs: bounded, but never by what a project chose for its commands. */
export const fileLimits: Limits = {
  timeoutMs: 600_000,
  maxOutputBytes: GIB,
  cpuSeconds: 600,
  dataBytes: 4 * GIB,
  fileBytes: 64 * GIB,
  processes: 256,
}

const copyScript = [
  'set -e',
  'from=$1 to=$2',
  'shift 2',
  'for path do',
  '  if [ ! -e "$from/$path" ] && [ ! -L "$from/$path" ]; then echo "missing $path" >&2; exit 44; fi',
  'done',
  'for path do',
  '  rm -rf -- "$to/$path"',
  '  mkdir -p -- "$to/$(dirname -- "$path")"',
  '  cp -a $COPY_FLAGS -- "$from/$path" "$to/$path"',
  'done',
].join('\n')

// Package caches mark folders read-only, which would keep their content from being removed.
const emptyScript = 'chmod -R u+rwX . && find . -mindepth 1 -maxdepth 1 -exec rm -rf -- {} +'

export function createFilePort(box: FileBox): FilePort {
  const runShell = async (
    script: string,
    args: readonly string[],
    writable: string,
    readOnly: readonly string[],
  ) => {
    const flags = process.platform === 'linux' ? 'COPY_FLAGS=--reflink=auto; ' : 'COPY_FLAGS=; '
    const argv = ['/bin/sh', '-c', flags + script, 'sh', ...args]
    return box.run({ argv, cwd: writable, writable: [writable], readOnly, limits: fileLimits }, undefined)
  }

  return {
    async readFile(worktree, path, maxBytes) {
      return ask(box, worktree, false, { kind: 'read', root: worktree, path, maxBytes }, [])
    },

    async applyChanges(worktree, changes) {
      const heads = changes.map((change) => describeChange(change))
      const contents = changes.map((change) => (change.kind === 'write' ? change.content : new Uint8Array()))
      await ask(box, worktree, true, { kind: 'apply', root: worktree, changes: heads }, contents)
    },

    async makeFolder(path) {
      checkAbsolute(path)
      makeOwnedFolder(path, box.user)
      try {
        refuseClosedFolder(path, box.user)
        const { exitCode } = await runShell('test -w . && test -x .', [], path, [])
        if (exitCode !== 0)
          throw new SandboxError('box.failed', `The sandbox's user cannot write in ${path}.`)
      } catch (error) {
        rmdirSync(path)
        throw error
      }
    },

    async copyPaths(from, to, paths) {
      checkAbsolute(from)
      checkAbsolute(to)
      for (const path of paths) checkRelative(path)
      const { exitCode, stderr } = await runShell(copyScript, [from, to, ...paths], to, [from])
      if (exitCode === 44) {
        throw new SandboxError(
          'path.missing',
          `${stderr.trim().slice('missing '.length)} does not exist in ${from}.`,
        )
      }
      if (exitCode !== 0) throw new SandboxError('box.failed', `Copying to ${to} failed: ${stderr.trim()}`)
    },

    async removeFolder(path) {
      checkAbsolute(path)
      const entry = lstatSync(path, { throwIfNoEntry: false })
      if (entry === undefined) return
      if (!entry.isDirectory()) throw new SandboxError('path.refused', `${path} is not a folder.`)
      const { exitCode, stderr } = await runShell(emptyScript, [], path, [])
      if (exitCode !== 0)
        throw new SandboxError('box.failed', `${path} could not be emptied: ${stderr.trim()}`)
      rmdirSync(path)
    },
  }
}

function checkRelative(path: string): void {
  if (path === '' || path === '.' || join('/', path) !== `/${path}` || path.includes('\0')) {
    throw new SandboxError('path.refused', `${JSON.stringify(path)} is not a plain relative path.`)
  }
}

function describeChange(change: FileChange): object {
  if (change.kind !== 'write') return change
  const { content, ...head } = change
  return { ...head, size: content.byteLength }
}

async function ask(
  box: FileBox,
  worktree: string,
  writes: boolean,
  request: object,
  contents: readonly Uint8Array[],
): Promise<Buffer> {
  checkAbsolute(worktree)
  const worker = await box.worker()
  const plan = {
    argv: worker.argv,
    cwd: worktree,
    writable: writes ? [worktree] : [],
    readOnly: writes ? worker.readOnly : [worktree, ...worker.readOnly],
    protectGitIn: worktree,
    limits: fileLimits,
  }
  const stdin = Buffer.concat([Buffer.from(`${JSON.stringify(request)}\n`), ...contents])
  const { stdout, stderr } = await box.run(plan, stdin)
  const end = stdout.indexOf(10)
  if (end < 0)
    throw new SandboxError('box.failed', `The sandbox gave no answer: ${stderr.trim() || 'it was ended'}`)
  // Our own program wrote this line.
  const head = JSON.parse(stdout.subarray(0, end).toString('utf8')) as
    | { ok: true }
    | { ok: false; code: SandboxError['code']; message: string }
  if (!head.ok) throw new SandboxError(head.code, head.message)
  return stdout.subarray(end + 1)
}

/** Only the last folder is the sandbox's; those above stay ours, so nobody can swap them while we work. */
function makeOwnedFolder(path: string, user: BoxUser): void {
  try {
    const first = mkdirSync(dirname(path), { recursive: true })
    // A strict umask must not bar the way through folders that were only made for this one.
    for (let made = dirname(path); first !== undefined && made.length >= first.length; made = dirname(made)) {
      chmodSync(made, 0o755)
    }
    mkdirSync(path)
    chmodSync(path, 0o755)
    if (user.differs) chownSync(path, user.uid, user.gid)
  } catch (error) {
    const own = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 }
    const closed = own.uid === 0 ? undefined : findClosedFolder(dirname(path), own)
    const reason = closed === undefined ? (error as Error).message : `this user may not enter ${closed}.`
    throw new SandboxError('box.failed', `The folder ${path} could not be made: ${reason}`)
  }
}
