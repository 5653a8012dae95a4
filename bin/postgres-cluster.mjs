// The database's files: creates them once, and reads what a running server says about itself.
// A crash while creating leaves nothing that a later start would take for a database.
import { spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runAs } from './postgres-binaries.mjs'
import { commandOf, startOf } from './process-identity.mjs'
import { Stop } from './say.mjs'

const majorVersion = '18'
// A fixed encoding and collation: with an empty LANG initdb would choose SQL_ASCII, and sorting must not
// depend on the machine's C library.
const initOptions = [
  '--encoding=UTF8',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--auth=scram-sha-256',
  '--username=countersign',
  '--no-instructions',
]

// initdb insists on a name for its user id, which containers and service accounts may lack. In a user namespace
// it sees itself as "nobody"; on the disk the files still belong to the real user.
function namedUser(user) {
  if (user !== null || spawnSync('id', ['-un']).status === 0) return []
  return ['unshare', '--user', '--map-user=65534', '--map-group=65534']
}

/** Creates the cluster in `cluster` unless it is there; answers whether it did. */
export function ensureCluster({ cluster, bin, user, password, durable }) {
  const versionFile = join(cluster, 'PG_VERSION')
  if (existsSync(versionFile)) {
    const version = readFileSync(versionFile, 'utf8').trim()
    if (version === majorVersion) return false
    throw new Stop(
      `The database in ${cluster} was made by PostgreSQL ${version}; this release brings ${majorVersion}.\n` +
        'Start it with the release that made it and move its contents, or set DATABASE_URL.',
    )
  }
  const draft = `${cluster}.draft`
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { mode: 0o700 })
  const passwordFile = `${cluster}.password`
  writeFileSync(passwordFile, password, { mode: 0o600 })
  try {
    if (user !== null) for (const path of [draft, passwordFile]) chownSync(path, user.uid, user.gid)
    const [command, ...args] = [...namedUser(user), join(bin, 'initdb')]
    const made = spawnSync(
      command,
      [...args, '-D', draft, `--pwfile=${passwordFile}`, ...initOptions, ...(durable ? [] : ['--no-sync'])],
      {
        ...runAs(user),
        encoding: 'utf8',
        env: { ...process.env, LC_ALL: 'C' },
      },
    )
    if (made.status !== 0) {
      throw new Stop(`The database could not be created:\n${made.error?.message ?? made.stderr.trim()}`)
    }
  } finally {
    rmSync(passwordFile, { force: true })
  }
  renameSync(draft, cluster)
  return true
}

/**
 * What the server on this cluster says: {pid, port, ready, stopping, gone}. Null when no server ever wrote its file.
 * `gone` means that the process died and left its file behind.
 */
export function readServer(cluster) {
  let lines
  try {
    lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')
  } catch (error) {
    if (error.code === 'ENOENT') return null
    throw error
  }
  const pid = Number(lines[0])
  const status = lines[7]?.trim()
  const alive = startOf(pid) !== null && commandOf(pid).includes(cluster)
  return {
    pid,
    port: Number(lines[3]),
    ready: alive && status === 'ready',
    stopping: status === 'stopping',
    gone: !alive,
  }
}
