// The file half of the sandbox port: reading, patching, making, copying and removing, each as one short program
// run as the sandbox's user with nothing but the folders in question. Must never open a path inside a worktree
// with this process's own file calls: what lies there is not ours to trust.

import { chmodSync, chownSync, lstatSync, mkdirSync, rmdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type BoxPlan, checkAbsolute } from './box-plan.ts'
import { findClosedFolder, refuseClosedFolder } from './closed-folder.ts'
import type { BoxUser } from './find-tools.ts'
import { type ExecRequest, type FileChange, type Limits, type Sandbox, SandboxError } from './sandbox.ts'

export type RunInBox = (
  plan: Omit<BoxPlan, 'env' | 'joinOutput'>,
  stdin: Uint8Array | undefined,
  onStart?: ExecRequest['onStart'],
) => Promise<{ exitCode: number | null; stdout: Buffer; stderr: string }>

export type FileBox = {
  user: BoxUser
  run: RunInBox
  /** Our own Node, and the folder of our programs. */
  programs(): Promise<{ node: string; nodeFolder: string; folder: string }>
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

// Package caches mark folders read-only, which would keep their content from being removed.
const emptyScript = 'chmod -R u+rwX . && find . -mindepth 1 -maxdepth 1 -exec rm -rf -- {} +'

export function createFilePort(box: FileBox): FilePort {
  const runIn = (folder: string, argv: readonly string[], readOnly: readonly string[]) =>
    box.run({ argv, cwd: folder, writable: [folder], readOnly, limits: fileLimits }, undefined)

  return {
    async readFile(worktree, path, maxBytes) {
      return ask(box, worktree, false, { kind: 'read', root: worktree, path, maxBytes }, [])
    },

    async applyChanges(worktree, changes, onStart) {
      const heads = changes.map((change) => describeChange(change))
      const contents = changes.map((change) => (change.kind === 'write' ? change.content : new Uint8Array()))
      await ask(box, worktree, true, { kind: 'apply', root: worktree, changes: heads }, contents, onStart)
    },

    async makeFolder(path) {
      checkAbsolute(path)
      makeOwnedFolder(path, box.user)
      try {
        refuseClosedFolder(path, box.user)
        const { exitCode } = await runIn(path, ['/bin/sh', '-c', 'test -w . && test -x .'], [])
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
      const { folder } = await box.programs()
      const argv = ['/bin/sh', join(folder, 'copy-paths.sh'), from, to, ...paths]
      const { exitCode, stderr } = await runIn(to, argv, [from, folder])
      const named = stderr.trim()
      if (exitCode === 44) throw new SandboxError('path.missing', `${named} does not exist in ${from}.`)
      if (exitCode === 45) throw new SandboxError('path.refused', `${named} is a link on the way.`)
      if (exitCode !== 0) throw new SandboxError('box.failed', `Copying to ${to} failed: ${stderr.trim()}`)
    },

    async removeFolder(path) {
      checkAbsolute(path)
      const entry = lstatSync(path, { throwIfNoEntry: false })
      if (entry === undefined) return
      if (!entry.isDirectory()) throw new SandboxError('path.refused', `${path} is not a folder.`)
      const { exitCode, stderr } = await runIn(path, ['/bin/sh', '-c', emptyScript], [])
      if (exitCode !== 0)
        throw new SandboxError('box.failed', `${path} could not be emptied: ${stderr.trim()}`)
      rmdirSync(path)
    },
  }
}

/** What a folder holds on its own file system. A folder that cannot be counted counts as endless: say, one that grows too fast. */
export async function measureFolder(run: RunInBox, path: string): Promise<{ bytes: number; files: number }> {
  const argv = ['/bin/sh', '-c', 'du -skx .; du -sx --inodes .']
  const limits = { ...fileLimits, timeoutMs: 20_000 }
  const { stdout } = await run({ argv, cwd: path, writable: [], readOnly: [path], limits }, undefined)
  const [kilobytes, files] = [...stdout.toString().matchAll(/^(\d+)\t/gm)].map((match) => Number(match[1]))
  const endless = Number.POSITIVE_INFINITY
  return { bytes: kilobytes === undefined ? endless : kilobytes * 1024, files: files ?? endless }
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
  onStart?: ExecRequest['onStart'],
): Promise<Buffer> {
  checkAbsolute(worktree)
  const { node, nodeFolder, folder } = await box.programs()
  const programs = [folder, nodeFolder]
  const plan = {
    argv: [node, join(folder, 'file-worker.mjs')],
    cwd: worktree,
    writable: writes ? [worktree] : [],
    readOnly: writes ? programs : [worktree, ...programs],
    protectGitIn: worktree,
    limits: fileLimits,
  }
  const stdin = Buffer.concat([Buffer.from(`${JSON.stringify(request)}\n`), ...contents])
  const { stdout, stderr } = await box.run(plan, stdin, onStart)
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
