// Finds the processes of one installation among all of the machine, by the data directory that they were given.
// Linux only, as are the tests. Their command lines tell nothing: Next gives its process a name of its own.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export type Part = 'server' | 'runner' | 'database'

/** The id of the process, or null while there is none. */
export function findPart(data: string, part: Part): number | null {
  if (part === 'database') return readDatabasePid(data)
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (partOf(pid, data) === part && partOf(parentOf(pid), data) === null) return Number(pid)
  }
  return null
}

/** Which part's environment this process has; what a part started inherits it. */
function partOf(pid: string, data: string): Part | null {
  const environment = read(`/proc/${pid}/environ`).split('\0')
  const has = (start: string) => environment.some((one) => one.startsWith(start))
  if (!environment.includes(`COUNTERSIGN_DATA=${data}`) || !has('DATABASE_URL=')) return null
  return has('COUNTERSIGN_RUNNER_ID=') ? 'runner' : 'server'
}

const parentOf = (pid: string): string => /^PPid:\s*(\d+)$/m.exec(read(`/proc/${pid}/status`))?.[1] ?? ''

function readDatabasePid(data: string): number | null {
  const [first = ''] = read(join(data, 'postgres/cluster/postmaster.pid')).split('\n', 1)
  return first === '' ? null : Number(first)
}

/** Empty for what is gone meanwhile or belongs to somebody else. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
