// An exclusive lock in a file, held by a living process. Two holders at once are impossible; a lock whose process
// died (kill -9, power cut) is taken over. The file names the holder so that a refusal can say who and where.
// Must never remove a lock that another living process holds.
import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { isAlive, ownIdentity } from './process-identity.mjs'

const staleClaimMs = 5000

/** Who holds the lock: {pid, start, address?}, or null when nobody living does. */
export function lockHolder(path) {
  try {
    const holder = JSON.parse(readFileSync(path, 'utf8'))
    return isAlive(holder) ? holder : null
  } catch {
    return null
  }
}

function write(path, content) {
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, JSON.stringify(content), { mode: 0o600 })
  renameSync(draft, path)
}

// Reading the lock and replacing it must be one step among processes that start together: a second file,
// created exclusively and held only for this moment, makes it so.
async function claim(path) {
  for (;;) {
    try {
      closeSync(openSync(path, 'wx', 0o600))
      return
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    try {
      if (Date.now() - statSync(path).mtimeMs > staleClaimMs) rmSync(path, { force: true })
    } catch (error) {
      if (error.code !== 'ENOENT') throw error
    }
    await pause(20)
  }
}

/**
 * Takes the lock. Resolves {lock} or, when another living process holds it, {holder}.
 * lock.describe(extra) adds facts for others to read (such as the address); lock.release() gives it up.
 */
export async function takeLock(path) {
  const claimPath = `${path}.claim`
  await claim(claimPath)
  const self = ownIdentity()
  try {
    const holder = lockHolder(path)
    if (holder !== null && holder.pid !== process.pid) return { holder }
    write(path, self)
  } finally {
    rmSync(claimPath, { force: true })
  }
  return {
    lock: {
      describe: (extra) => write(path, { ...self, ...extra }),
      release() {
        if (lockHolder(path)?.pid === process.pid) rmSync(path, { force: true })
      },
    },
  }
}
