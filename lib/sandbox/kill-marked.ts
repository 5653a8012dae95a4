// Finds what a command left behind where no namespace holds it together: every process inherits a mark in its environment
// from the gate, and those seen below the command while it ran are remembered. A process that clears its environment and
// leaves its parent between two looks is missed; so is everything on systems without /proc.

import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { readStartTime, sendSignal } from './process-identity.ts'
import type { BoxIdentity } from './sandbox.ts'

export const MARK = 'COUNTERSIGN_BOX'

export const markOf = (box: BoxIdentity): string => `${box.pid}:${box.startTime}`

/** Start times by pid. */
export type Seen = Map<number, string>

export function remember(seen: Seen, pids: readonly number[]): void {
  for (const pid of pids) {
    const startTime = seen.has(pid) ? undefined : readStartTime(pid)
    if (startTime !== undefined) seen.set(pid, startTime)
  }
}

/** Kills again and again until a look finds none, for at most about two seconds. */
export async function killMarked(box: BoxIdentity, seen: Seen = new Map()): Promise<void> {
  const entry = `${MARK}=${markOf(box)}`
  for (let tries = 0; tries < 100; tries++) {
    const left = [...seen].filter(([pid, startTime]) => readStartTime(pid) === startTime).map(([pid]) => pid)
    const found = [...new Set([...left, ...listPids().filter((pid) => isMarked(pid, entry))])]
    if (found.length === 0) return
    for (const pid of found) tryKill(pid)
    await delay(20)
  }
}

function listPids(): number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger)
  } catch {
    return []
  }
}

function isMarked(pid: number, entry: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(entry)
  } catch {
    return false
  }
}

/** What changed its user meanwhile is not ours to end. */
function tryKill(pid: number): void {
  try {
    sendSignal(pid, 'SIGKILL')
  } catch {}
}

/** How many tasks a user has, as the kernel counts them against its limit. */
export function countTasks(uid: number): number {
  return listPids().reduce((sum, pid) => {
    try {
      const status = readFileSync(`/proc/${pid}/status`, 'latin1')
      const owner = Number(/^Uid:\s+(\d+)/m.exec(status)?.[1])
      return owner === uid ? sum + Number(/^Threads:\s+(\d+)/m.exec(status)?.[1] ?? 1) : sum
    } catch {
      return sum
    }
  }, 0)
}
