// Ends a box whose processes together use too much memory: the kernel's own limits count each process alone.
// Counts anonymous memory (resident minus shared). Looks twice a second, so a short peak may pass unseen.
// Does nothing where /proc does not tell.

import { readFileSync } from 'node:fs'
import { listTree } from './process-identity.ts'

const PAGE_BYTES = 4096

/** Calls `onExceeded` once when the tree below `pid` holds more than `limitBytes`. Returns the function that stops it. */
export function watchMemory(pid: number, limitBytes: number, onExceeded: () => void): () => void {
  const timer = setInterval(() => {
    if (sumMemory(pid) <= limitBytes) return
    clearInterval(timer)
    onExceeded()
  }, 500)
  return () => clearInterval(timer)
}

function sumMemory(pid: number): number {
  let bytes = 0
  for (const one of listTree(pid)) {
    try {
      const fields = readFileSync(`/proc/${one}/statm`, 'latin1').split(' ')
      bytes += (Number(fields[1]) - Number(fields[2])) * PAGE_BYTES
    } catch {
      // Ended while we looked.
    }
  }
  return bytes
}
