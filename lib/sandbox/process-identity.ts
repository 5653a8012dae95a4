// Finds and ends processes without ever hitting a stranger: a pid counts only together with its start time.
// Linux reads /proc; elsewhere `ps` is asked. Knows nothing of boxes: it is given pids.

import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { asProcessEnv } from './process-env.ts'
import type { BoxIdentity } from './sandbox.ts'

/** The process's start as an opaque string (boot and ticks on Linux), or undefined if there is none or it is dead. */
export function readStartTime(pid: number): string | undefined {
  if (process.platform !== 'linux') return readStartTimeFromPs(pid)
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The name in brackets may hold anything, so fields are counted from the last bracket: state is field 3.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined
    return `${readBootId()}-${fields[19]}`
  } catch {
    return undefined
  }
}

let bootId: string | undefined
// Ticks count from boot: without the boot's name a record from before a restart could fit a new process.
function readBootId(): string {
  bootId ??= readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').slice(0, 8)
  return bootId
}

function readStartTimeFromPs(pid: number): string | undefined {
  try {
    const text = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      env: asProcessEnv({ LC_ALL: 'C' }),
    })
    return text.trim() || undefined
  } catch {
    return undefined
  }
}

/** The process and all below it, in no order; orphans inside a box hang below its first process. Linux only. */
export function listTree(pid: number): number[] {
  const found = [pid]
  for (let i = 0; i < found.length; i++) {
    try {
      for (const task of readdirSync(`/proc/${found[i]}/task`)) {
        const children = readFileSync(`/proc/${found[i]}/task/${task}/children`, 'latin1')
        for (const child of children.split(' ')) if (child) found.push(Number(child))
      }
    } catch {
      // Ended while we looked.
    }
  }
  return found
}

/** Sends a signal; a process that is already gone is not an error. A negative pid names a process group. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/**
 * Kills the process and everything below it, and returns when they are gone or after about 2 seconds. `group` also
 * kills the process group that it leads. Does nothing when that very process no longer lives.
 */
export async function killTree(box: BoxIdentity, group: boolean): Promise<void> {
  if (readStartTime(box.pid) !== box.startTime) return
  const members = listTree(box.pid).map((pid) => ({ pid, startTime: readStartTime(pid) }))
  sendSignal(box.pid, 'SIGKILL')
  if (group) sendSignal(-box.pid, 'SIGKILL')
  for (let tries = 0; tries < 100; tries++) {
    const left = members.filter(
      (one) => one.startTime !== undefined && readStartTime(one.pid) === one.startTime,
    )
    if (left.length === 0) return
    for (const one of left) sendSignal(one.pid, 'SIGKILL')
    await delay(20)
  }
}
