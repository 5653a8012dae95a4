// Memory of a tree of processes as Linux divides it: proportional set size, where a page that several share counts in parts.
import { readdirSync, readFileSync } from 'node:fs'

export type ProcessMemory = {
  pid: number
  parent: number
  name: string
  environment: string
  pssKilobytes: number
}

/** The process and all below it. Throws where the system has no /proc/…/smaps_rollup or keeps it from us. */
export function readTree(pid: number): ProcessMemory[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc').filter((one) => /^\d+$/.test(one))) {
    const parent = /^PPid:\s*(\d+)$/m.exec(readOrNothing(`/proc/${name}/status`))?.[1]
    if (parent !== undefined) parents.set(Number(name), Number(parent))
  }
  return descendants(pid, parents).map((one) => ({
    pid: one,
    parent: parents.get(one) ?? 0,
    name: readOrNothing(`/proc/${one}/comm`).trim(),
    environment: readOrNothing(`/proc/${one}/environ`),
    pssKilobytes: parsePss(readFileSync(`/proc/${one}/smaps_rollup`, 'utf8')),
  }))
}

/** `pid` first, then whatever descends from it; `parents` says each process's parent. */
export function descendants(pid: number, parents: ReadonlyMap<number, number>): number[] {
  const children = [...parents].filter(([, parent]) => parent === pid).map(([child]) => child)
  return [pid, ...children.flatMap((child) => descendants(child, parents))]
}

/** Kilobytes. */
export function parsePss(rollup: string): number {
  const found = /^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1]
  if (found === undefined) throw new Error('this system does not tell the proportional set size')
  return Number(found)
}

/** Empty for what is gone meanwhile. */
function readOrNothing(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

export type Part = 'supervisor' | 'server' | 'runner' | 'database'

/** Megabytes by part. A part's own children count with it. */
export function sumParts(tree: readonly ProcessMemory[]): Record<Part, number> {
  const [supervisor] = tree
  const byPid = new Map(tree.map((one) => [one.pid, one]))
  const partOf = (one: ProcessMemory): Part => {
    if (one === supervisor) return 'supervisor'
    const parent = byPid.get(one.parent)
    if (parent && parent !== supervisor) return partOf(parent)
    if (one.name === 'postgres') return 'database'
    return one.environment.includes('COUNTERSIGN_RUNNER_ID=') ? 'runner' : 'server'
  }
  const parts: Record<Part, number> = { supervisor: 0, server: 0, runner: 0, database: 0 }
  for (const one of tree) parts[partOf(one)] += one.pssKilobytes / 1024
  return parts
}
