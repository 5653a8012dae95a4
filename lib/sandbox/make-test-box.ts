// For tests only: a sandbox in a temporary folder, with one worktree, and short ways to run things in it.

import { chmodSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { createBubblewrapSandbox } from './bubblewrap.ts'
import { detectSandbox } from './detect.ts'
import { createPlainSandbox } from './none.ts'
import type { ExecRequest, ExecResult, Limits, Sandbox } from './sandbox.ts'

export const testLimits: Limits = {
  timeoutMs: 30_000,
  maxOutputBytes: 1_000_000,
  cpuSeconds: 60,
  dataBytes: 2_000_000_000,
  fileBytes: 200_000_000,
  processes: 128,
}

export const report = await detectSandbox()
/** Tests that need isolation are skipped, with this in their name, where the machine has none. */
export const noIsolation = report.level === 'none'
export const isolatedTitle = noIsolation ? `isolated sandbox (skipped: ${report.detail})` : 'isolated sandbox'

export type TestBox = {
  sandbox: Sandbox
  /** Enterable by everybody, unlike what mkdtemp makes. */
  folder: string
  worktree: string
  bash(script: string, more?: Partial<ExecRequest>): Promise<ExecResult>
  remove(): Promise<void>
}

export async function makeTestBox(kind: 'isolated' | 'plain'): Promise<TestBox> {
  const folder = makeOpenFolder()
  const options = { stateDir: join(folder, 'state'), nodeBin: dirname(process.execPath), report }
  const sandbox = kind === 'isolated' ? createBubblewrapSandbox(options) : createPlainSandbox(options)
  const worktree = join(folder, 'worktree')
  await sandbox.makeFolder(worktree)
  return {
    sandbox,
    folder,
    worktree,
    bash: (script, more) => sandbox.exec({ ...bashRequest(worktree, script), ...more }),
    async remove() {
      await sandbox.removeFolder(worktree)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export function makeOpenFolder(): string {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'sandbox-test-'))
  chmodSync(folder, 0o755)
  return folder
}

export function bashRequest(worktree: string, script: string): ExecRequest {
  const argv = ['/bin/bash', '-c', script]
  return { argv, cwd: worktree, worktree, writable: true, env: {}, limits: testLimits }
}

/** How many living processes of this machine have the marker as one of their arguments. */
export function countProcesses(marker: string): number {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids.filter((pid) => readArguments(pid).includes(marker)).length
}

function readArguments(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
  } catch {
    return []
  }
}

/** Comes back when it is true; the test's own time limit ends it otherwise. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(10)
}
