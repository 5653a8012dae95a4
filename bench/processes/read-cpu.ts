// Processor time of a tree of processes, as Linux counts it. Processes that ended count with the parent that waited for them.
import { readFileSync } from 'node:fs'
import { readTree } from './read-memory.ts'

/** Of the kernel's clock ticks; fixed for user programs on every architecture that we know. */
const millisecondsPerTick = 10

/** Milliseconds since each of them started. */
export function readCpu(pid: number): number {
  let ticks = 0
  for (const one of readTree(pid)) ticks += readTicks(one.pid)
  return ticks * millisecondsPerTick
}

function readTicks(pid: number): number {
  try {
    return parseTicks(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return 0
  }
}

/** User and system time, of the process and of children that it waited for. The name may hold anything, parentheses too. */
export function parseTicks(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields.slice(11, 15).reduce((total, field) => total + Number(field), 0)
}
