// Backs up an installation into one file while it runs: one snapshot of the database, and of each repository everything that
// the snapshot names. The database comes first, because objects are only ever added: what it names at that moment is there later.
// Branches are taken from exactly that moment too, or a merge could be in the repository and not in the log.
// Must never leave half a file under the name that was asked for.
import { execFileSync } from 'node:child_process'
import { createHash, createHmac } from 'node:crypto'
import {
  closeSync,
  createReadStream,
  existsSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { root } from './node-runtime.mjs'
import { packRepository } from './pack-repository.mjs'
import { copyTables, openSnapshot, select } from './read-snapshot.mjs'
import { Stop, startStep } from './say.mjs'

export const backupFormat = 1

/** Lets two installations with the same secret be told from two with different ones; says nothing else about it. */
export const fingerprintOf = (secret) =>
  createHmac('sha256', secret).update('countersign backup').digest('hex').slice(0, 16)

export async function checksumOf(path) {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

async function packAll(repositories, { folder, into, named }) {
  const namedIn = ({ kind, id }) => (kind === 'project' ? [...(named.get(id) ?? [])] : [])
  if (repositories.length === 0) return
  const step = startStep('git', 'packing the repositories')
  for (const [index, repository] of repositories.entries()) {
    step.update(`packing repository ${index + 1} of ${repositories.length}`)
    await packRepository(repository, { folder, into, refs: repository.refs, named: namedIn(repository) })
  }
  step.done(`${repositories.length} repositories`)
}

/** All files below `folder` except the manifest, each with its checksum. */
async function listParts(folder) {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort()
  const parts = []
  for (const path of paths)
    parts.push({
      path,
      bytes: statSync(join(folder, path)).size,
      sha256: await checksumOf(join(folder, path)),
    })
  return parts
}

async function writeParts(client, staging, { folder, secret, withSecret }) {
  for (const name of ['database', 'repositories']) mkdirSync(join(staging, name), { mode: 0o700 })
  const repositories = await openSnapshot(client, folder)
  const migrations = await select(
    client,
    'SELECT migration_name AS name, checksum FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY 1',
  )
  const [{ server, at }] = await select(
    client,
    "SELECT current_setting('server_version') AS server, now() AS at",
  )
  const { tables, named } = await copyTables(client, join(staging, 'database'))
  await client.query('COMMIT')
  await packAll(repositories, { folder, into: join(staging, 'repositories'), named })
  if (withSecret) writeFileSync(join(staging, 'secret'), `${secret}\n`, { mode: 0o600 })
  const manifest = {
    countersign: 'backup',
    format: backupFormat,
    version: JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version,
    at: at.toISOString(),
    postgres: server,
    folder,
    migrations,
    tables,
    repositories: repositories.map(({ kind, id }) => ({ kind, id })),
    secret: { included: withSecret, fingerprint: fingerprintOf(secret) },
    parts: await listParts(staging),
  }
  writeFileSync(join(staging, 'manifest.json'), JSON.stringify(manifest, null, 1), { mode: 0o600 })
  return manifest
}

/**
 * Writes the backup of the installation in `folder`, whose database answers at `url`, to `file`, mode 0600.
 * Resolves its manifest. A file that is there already is refused.
 */
export async function backUp({ file, folder, url, secret, withSecret }) {
  if (existsSync(file)) throw new Stop(`${file} is there already. Choose another name, or remove it first.`)
  if (!existsSync(dirname(file)))
    throw new Stop(`There is no folder ${dirname(file)}. Make it, or choose another place.`)
  const staging = mkdtempSync(join(dirname(file), `.${basename(file)}-`))
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  client.on('error', () => {})
  try {
    await client.connect().catch((error) => {
      throw new Stop(`The database cannot be reached: ${error.message || error.code}. Nothing was backed up.`)
    })
    const manifest = await writeParts(client, staging, { folder, secret, withSecret })
    const draft = join(staging, 'backup.tar')
    // Only what was written above: its parts are compressed already, so the archive is not.
    const names = ['manifest.json', 'database', 'repositories', ...(withSecret ? ['secret'] : [])]
    execFileSync('tar', ['-cf', draft, '-C', staging, ...names], { stdio: ['ignore', 'ignore', 'inherit'] })
    const written = openSync(draft, 'r+')
    fsyncSync(written)
    closeSync(written)
    execFileSync('chmod', ['600', draft])
    renameSync(draft, file)
    return manifest
  } finally {
    await client.end().catch(() => {})
    rmSync(staging, { recursive: true, force: true })
  }
}
