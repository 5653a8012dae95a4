// Ends a box that takes too much: memory of all its processes and private folders together, or room on the disk. The
// kernel's own limits count each process alone. Looks about ten times a second, less often where looking is dear, so a
// short peak may pass unseen. Must never follow a path into a worktree: it asks file systems, not folders.

import { readFileSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { listTree } from './process-identity.ts'

export type BoxWatch = {
  pid: number
  memoryBytes?: number
  /** Folders of the box that live in memory, as the box names them. */
  privateFolders: readonly string[]
  /** The folder that the box may fill, and whether it has; asked only after its file system lost as much room as `step`. */
  disk?: { folder: string; step: { bytes: number; files: number }; isOverLimit: () => Promise<boolean> }
  /** Told of every process that is seen. */
  onTree?: (pids: readonly number[]) => void
  onExceeded: (why: 'memory' | 'disk') => void
}

const LOOK_MS = 100
/** Looking takes at most a tenth of one core. */
const LOOK_SHARE = 10
/** What the machine keeps for everybody else; a machine that has less already keeps a part of what it has. */
const KEEP_MEMORY = 400_000_000
const KEEP_DISK = 1_000_000_000
/** About what the kernel spends on a file in memory besides its content. */
const FILE_BYTES = 1024

/** Returns the function that stops the watch. Calls `onExceeded` at most once. */
export function watchBox(watch: BoxWatch): () => void {
  let over = false
  let timer: NodeJS.Timeout | undefined
  const isMemoryOver = watchMemory(watch)
  const disk = watchDisk(watch)
  const look = async () => {
    const before = performance.now()
    const memory = await isMemoryOver().catch(() => false)
    const why = memory ? 'memory' : (await disk().catch(() => false)) ? 'disk' : undefined
    if (over) return
    if (why) {
      over = true
      watch.onExceeded(why)
    } else timer = setTimeout(() => void look(), Math.max(LOOK_MS, (performance.now() - before) * LOOK_SHARE))
  }
  timer = setTimeout(() => void look(), LOOK_MS)
  return () => {
    over = true
    clearTimeout(timer)
  }
}

function watchMemory({ pid, memoryBytes, privateFolders, onTree }: BoxWatch): () => Promise<boolean> {
  const keep = Math.min(KEEP_MEMORY, (readAvailableMemory() ?? 0) / 4)
  return async () => {
    if (memoryBytes === undefined) return false
    if ((readAvailableMemory() ?? keep) < keep) return true
    const tree = listTree(pid)
    onTree?.(tree)
    const kept = await sumFolders(tree[1], privateFolders)
    const { own, shared } = sumProcesses(tree)
    if (own + kept > memoryBytes) return true
    // Shared pages count once for each process that maps them; only when that matters is each share worth its price.
    return own + shared + kept > memoryBytes && sumShares(tree) + kept > memoryBytes
  }
}

/** MemAvailable of this machine, where it is told. */
function readAvailableMemory(): number | undefined {
  const kilobytes = /^MemAvailable:\s+(\d+)/m.exec(readText('/proc/meminfo'))?.[1]
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024
}

function sumProcesses(pids: readonly number[]): { own: number; shared: number } {
  const sum = { own: 0, shared: 0 }
  for (const pid of pids) {
    const status = readText(`/proc/${pid}/status`)
    sum.own += kilobytesOf(status, 'RssAnon')
    sum.shared += kilobytesOf(status, 'RssShmem')
  }
  return sum
}

function sumShares(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const rollup = readText(`/proc/${pid}/smaps_rollup`)
    return sum + kilobytesOf(rollup, 'Pss_Anon') + kilobytesOf(rollup, 'Pss_Shmem')
  }, 0)
}

const kilobytesOf = (text: string, name: string): number =>
  Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0) * 1024

async function sumFolders(inner: number | undefined, folders: readonly string[]): Promise<number> {
  if (inner === undefined) return 0
  const sizes = folders.map(async (folder) => {
    const { bsize, blocks, bfree, files, ffree } = await statfs(`/proc/${inner}/root${folder}`)
    return (blocks - bfree) * bsize + (files - ffree) * FILE_BYTES
  })
  return (await Promise.all(sizes.map((size) => size.catch(() => 0)))).reduce((sum, size) => sum + size, 0)
}

function watchDisk({ disk }: BoxWatch): () => Promise<boolean> {
  if (disk === undefined) return async () => false
  const { folder, step, isOverLimit } = disk
  let keep: number | undefined
  return async () => {
    const { bsize, blocks, bfree, bavail, files, ffree } = await statfs(folder)
    const used = { bytes: (blocks - bfree) * bsize, files: files - ffree }
    const free = bavail * bsize
    keep ??= Math.min(KEEP_DISK, free / 2)
    if (free < keep) return true
    const last = lastMeasured.get(folder)
    if (last === undefined) remember(folder, { ...used, over: false })
    else if (hasGrown(last, used, last.over ? SLACK : step)) {
      const over = await isOverLimit()
      // What it held when it was found too large stays the mark: commands that clean up run, those that add are ended.
      remember(folder, over && last.over ? last : { ...used, over })
      return over
    }
    return false
  }
}

type Used = { bytes: number; files: number }
/** By folder, over the life of this process: many commands that each add a little are seen too. */
const lastMeasured = new Map<string, Used & { over: boolean }>()
/** Leave for a command in a folder that is too large already. */
const SLACK: Used = { bytes: 16_000_000, files: 10_000 }

const hasGrown = (last: Used, now: Used, step: Used) =>
  now.bytes - last.bytes > step.bytes || now.files - last.files > step.files

function remember(folder: string, used: Used & { over: boolean }): void {
  lastMeasured.delete(folder)
  lastMeasured.set(folder, used)
  const [oldest] = lastMeasured.keys()
  if (lastMeasured.size > 1000 && oldest !== undefined) lastMeasured.delete(oldest)
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}
