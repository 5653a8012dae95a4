// Restores a backup into an empty data directory and an empty database. Everything is checked before anything is put in place;
// until it is complete the directory carries a mark, and nothing starts on it.
// Must never write into a directory or a database that somebody uses.
import { execFileSync } from 'node:child_process'
import { existsSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { backupFormat, checksumOf, fingerprintOf } from './backup.mjs'
import { takeLock } from './exclusive-lock.mjs'
import { loadTables, refuseUsedDatabase } from './load-tables.mjs'
import { readMigrations } from './migrate.mjs'
import { unpackRepository } from './pack-repository.mjs'
import { startPostgres } from './postgres.mjs'
import { databaseUser } from './postgres-binaries.mjs'
import { Stop, startStep } from './say.mjs'
import { prepareDataDirectory, refuseUnfinished, sandboxUid, unfinishedMark } from './storage-folder.mjs'

const largestManifest = 64 * 1024 * 1024

/** What the backup says of itself. Throws Stop when it is none, or one that this release cannot read. */
export function readManifest(file) {
  if (!existsSync(file)) throw new Stop(`There is no file ${file}.`)
  let manifest
  try {
    const options = { maxBuffer: largestManifest, stdio: ['ignore', 'pipe', 'ignore'] }
    manifest = JSON.parse(execFileSync('tar', ['-xOf', file, 'manifest.json'], options).toString('utf8'))
  } catch {
    manifest = null
  }
  if (manifest?.countersign !== 'backup')
    throw new Stop(`${file} is no backup of Countersign, or it is damaged.`)
  const known = new Map(readMigrations().map(({ name, checksum }) => [name, checksum]))
  const unknown = manifest.migrations?.find(({ name, checksum }) => known.get(name) !== checksum)
  if (manifest.format > backupFormat || unknown)
    throw new Stop(
      `${file} was made by a newer release (${manifest.version}). Restore it with that release, or a later one.`,
    )
  return manifest
}

function refuseUsedFolder(folder) {
  refuseUnfinished(folder)
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new Stop(
      `${folder} is not empty. A backup is restored into an empty data directory only:\n` +
        'set COUNTERSIGN_DATA to another folder, or move this one away.',
    )
}

function chooseSecret(manifest) {
  const own = process.env.COUNTERSIGN_SECRET
  if (own && fingerprintOf(own) !== manifest.secret.fingerprint)
    throw new Stop(
      'COUNTERSIGN_SECRET is not the secret of this backup: its signatures could not be verified.\nSet the right one, or leave the variable out.',
    )
  if (!own && !manifest.secret.included)
    throw new Stop(
      'This backup was made without its secret. Set COUNTERSIGN_SECRET to it: without it signatures cannot be verified and keys not opened.',
    )
  return { write: !own }
}

/** Unpacks the archive and holds every part against its checksum. */
async function extract(file, into, manifest) {
  const step = startStep('backup', 'unpacking and checking it')
  mkdirSync(into, { mode: 0o700 })
  const damaged = (path) =>
    new Stop(`${file} is damaged: ${path} is not what was written. Nothing was restored. Use another backup.`)
  try {
    execFileSync('tar', ['-xf', file, '-C', into, '--no-same-owner'], { stdio: ['ignore', 'ignore', 'pipe'] })
  } catch (error) {
    throw new Stop(
      `${file} could not be unpacked: ${error.stderr?.toString('utf8').trim().split('\n')[0] || error.message}`,
    )
  }
  const expected = [...manifest.parts.map(({ path }) => path), 'manifest.json']
  for (const entry of readdirSync(into, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name).slice(into.length + 1)
    if (!entry.isDirectory() && !(entry.isFile() && expected.includes(path))) throw damaged(path)
  }
  for (const { path, sha256 } of manifest.parts) {
    const full = join(into, path)
    if (!lstatSync(full, { throwIfNoEntry: false })?.isFile() || (await checksumOf(full)) !== sha256)
      throw damaged(path)
  }
  step.done(`checked, ${manifest.parts.length} parts, made ${manifest.at} by release ${manifest.version}`)
}

async function restoreDatabase({ folder, parts, manifest }) {
  const own = process.env.DATABASE_URL
  const server = own ? null : await startPostgres({ folder: join(folder, 'postgres'), leashed: true })
  try {
    return await loadTables({ url: own || server.url, parts: join(parts, 'database'), manifest, folder })
  } finally {
    await server?.stop()
  }
}

async function restoreRepositories({ folder, parts, manifest }) {
  const step = startStep('git', 'unpacking the repositories')
  for (const [index, repository] of manifest.repositories.entries()) {
    step.update(`unpacking repository ${index + 1} of ${manifest.repositories.length}`)
    await unpackRepository(repository, { folder, from: join(parts, 'repositories') })
  }
  step.done(`${manifest.repositories.length} repositories, each complete`)
}

/** Restores `file` into the data directory `folder`. Resolves {manifest, applied}: the migrations that its data went through. */
export async function restore({ file, folder }) {
  const manifest = readManifest(file)
  refuseUsedFolder(folder)
  const { write } = chooseSecret(manifest)
  if (process.env.DATABASE_URL) await refuseUsedDatabase(process.env.DATABASE_URL)
  const users = [{ uid: sandboxUid, name: 'the sandbox' }]
  if (!process.env.DATABASE_URL && process.getuid() === 0) users.push(databaseUser())
  prepareDataDirectory(folder, users)
  writeFileSync(
    join(folder, unfinishedMark),
    `${JSON.stringify({ file, since: new Date().toISOString() })}\n`,
  )
  const { lock } = await takeLock(join(folder, 'instance.lock'))
  if (!lock) throw new Stop(`Another process uses ${folder} already.`)
  const parts = join(folder, 'restore')
  try {
    await extract(file, parts, manifest)
  } catch (error) {
    // Nothing is in place yet: the directory is as empty as it was.
    rmSync(parts, { recursive: true, force: true })
    lock.release()
    rmSync(join(folder, unfinishedMark))
    throw error
  }
  try {
    const applied = await restoreDatabase({ folder, parts, manifest })
    await restoreRepositories({ folder, parts, manifest })
    if (write) renameSync(join(parts, 'secret'), join(folder, 'secret'))
    rmSync(parts, { recursive: true, force: true })
    rmSync(join(folder, unfinishedMark))
    return { manifest, applied }
  } finally {
    lock.release()
  }
}
