// Log files below the data directory: bounded without a log daemon, and readable when something failed.
import { readFileSync, renameSync, statSync } from 'node:fs'

const largest = 10 * 1024 * 1024

/** Puts a log of more than 10 MB aside (one older file is kept); answers where new lines will begin, in bytes. */
export function rotateLog(path) {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  if (size <= largest) return size
  renameSync(path, `${path}.old`)
  return 0
}

/** The last lines of a log, beginning not before byte `from`; '' when there is none. */
export function endOfLog(path, { from = 0, lines = 15 } = {}) {
  try {
    return readFileSync(path).subarray(from).toString('utf8').trimEnd().split('\n').slice(-lines).join('\n')
  } catch {
    return ''
  }
}
