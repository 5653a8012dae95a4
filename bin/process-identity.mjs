// Tells whether a process that was written down earlier is still the same living process.
// A pid alone is not enough, since numbers are used again: the start time belongs to it.
// A zombie counts as dead: it holds nothing any more.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

function readOrNull(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

/** The start of a living process as an opaque text, or null when there is none (zombies included). */
export function startOf(pid) {
  if (process.platform === 'linux') {
    const stat = readOrNull(`/proc/${pid}/stat`)
    if (stat === null) return null
    // The second field is the command in brackets and may hold blanks and brackets itself.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (fields[0] === 'Z' || fields[0] === 'X') return null
    return `${readOrNull('/proc/sys/kernel/random/boot_id')?.trim() ?? ''}:${fields[19]}`
  }
  try {
    const line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim()
    return line === '' || line.startsWith('Z') ? null : line.slice(line.indexOf(' ')).trim()
  } catch {
    return null
  }
}

/** This process, to be written down. */
export function ownIdentity() {
  return { pid: process.pid, start: startOf(process.pid) }
}

/** True while the process written down as {pid, start} lives. */
export function isAlive(identity) {
  return (
    Number.isInteger(identity?.pid) && identity.start !== null && startOf(identity.pid) === identity.start
  )
}

/** The command line of a process, or '' when it cannot be read. */
export function commandOf(pid) {
  if (process.platform === 'linux') return (readOrNull(`/proc/${pid}/cmdline`) ?? '').replaceAll('\0', ' ')
  try {
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).trim()
  } catch {
    return ''
  }
}
