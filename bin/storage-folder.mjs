// Chooses and prepares the folder that holds everything this installation keeps.
// Promises that every user id that must work below it can enter it, or refuses and names the folder in the way.
// Must never loosen a folder that is not Countersign's own.
import { spawnSync } from 'node:child_process'
import { accessSync, chmodSync, constants, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, parse, resolve } from 'node:path'
import { Stop } from './say.mjs'

/** The uid that sandboxed commands get when the server runs as root. Fixed, and no account of the system. */
export const sandboxUid = 61184

const isRoot = () => process.getuid?.() === 0

/**
 * The absolute path of the data directory for this environment.
 * @param {Record<string, string | undefined>} env
 */
export function chooseDataDirectory(env = process.env) {
  if (env.COUNTERSIGN_DATA) return resolve(env.COUNTERSIGN_DATA)
  if (isRoot()) return '/var/lib/countersign'
  const home = env.XDG_DATA_HOME || join(homedir(), '.local', 'share')
  return join(resolve(home), 'countersign')
}

// The kernel is asked, as that user: mode bits alone would overlook groups, access lists and mounts.
function canEnter(folder, uid) {
  return spawnSync('/usr/bin/test', ['-x', folder], { uid, gid: uid, cwd: '/' }).status === 0
}

/** The topmost folder on the way to `path` that `uid` cannot enter, or null. Only root can ask for another uid. */
export function closedFolder(path, uid) {
  if (!isRoot() || canEnter(path, uid)) return null
  const above = []
  for (let folder = path; folder !== parse(folder).root; folder = dirname(folder)) above.unshift(folder)
  return above.find((folder) => !canEnter(folder, uid)) ?? path
}

/** In a data directory while a backup is being restored into it. */
export const unfinishedMark = 'restore-unfinished'

/** Throws Stop when a restore into this folder was interrupted: what is there is not whole. */
export function refuseUnfinished(folder) {
  const mark = join(folder, unfinishedMark)
  if (!existsSync(mark)) return
  let file = 'the backup'
  try {
    file = JSON.parse(readFileSync(mark, 'utf8')).file
  } catch {
    // Cut off while it was written; the mark alone says enough.
  }
  throw new Stop(
    `A restore into ${folder} was interrupted, so what is there is not complete.\n` +
      `Remove everything in it (a database of yours as well), then restore ${file} again.`,
  )
}

function nearestExisting(path) {
  return existsSync(path) ? path : nearestExisting(dirname(path))
}

/**
 * Creates the data directory where it is missing.
 * `users` are the other ids that work below it: [{uid, name}], `name` as it stands in the refusal.
 */
export function prepareDataDirectory(path, users) {
  const above = nearestExisting(dirname(path))
  for (const { uid, name } of users) {
    const closed = closedFolder(above, uid)
    if (closed === null) continue
    throw new Stop(
      `${closed} cannot be entered by ${name} (uid ${uid}), so the data directory ${path} cannot be used.\n` +
        `Run "chmod o+x ${closed}", or set COUNTERSIGN_DATA to a folder that other users can pass through, such as /var/lib/countersign.`,
    )
  }
  try {
    mkdirSync(path, { recursive: true, mode: isRoot() ? 0o711 : 0o700 })
    // Root's umask may have closed it; the folder is our own.
    if (isRoot()) chmodSync(path, statSync(path).mode | 0o111)
    accessSync(path, constants.W_OK)
  } catch (error) {
    throw new Stop(
      existsSync(path)
        ? `The data directory ${path} cannot be written (${error.code}).\nMake it writable, or set COUNTERSIGN_DATA to a folder that is.`
        : `The data directory ${path} cannot be created (${error.code}).\nSet COUNTERSIGN_DATA to a folder that you can write.`,
    )
  }
}
