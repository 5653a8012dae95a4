#!/usr/bin/env node
// The command line beside `npm start`: backup and restore. Chooses the data directory as the start does, finds or starts its
// database, and says what it does. Must never print the secret.
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { lockHolder, takeLock } from './exclusive-lock.mjs'
import { prepareCheckout } from './prepare-checkout.mjs'
import { endWith, print, Stop, say } from './say.mjs'
import { chooseDataDirectory, refuseUnfinished } from './storage-folder.mjs'

const usage = `node bin/countersign.mjs backup FILE [--without-secret]
node bin/countersign.mjs restore FILE

  backup    writes database and repositories into one file; Countersign may go on running
  restore   puts such a file into an empty data directory (and, with DATABASE_URL, an empty database)

  --without-secret   leaves the secret out. Whoever restores has to set COUNTERSIGN_SECRET to it:
                     without it signatures cannot be verified and stored keys not opened

The data directory is COUNTERSIGN_DATA, or the one that npm start uses.`

function parse(args) {
  const withoutSecret = args.includes('--without-secret')
  const [command, file, ...rest] = args.filter((arg) => arg !== '--without-secret')
  if (command === undefined || ['--help', '-h', 'help'].includes(command)) return { help: true }
  const known = command === 'backup' || (command === 'restore' && !withoutSecret)
  if (!known || file === undefined || file.startsWith('-') || rest.length > 0)
    throw new Stop(`That cannot be understood. It goes like this:\n\n${usage}`)
  return { command, file: resolve(file), withoutSecret }
}

function readSecret(folder) {
  if (process.env.COUNTERSIGN_SECRET) return process.env.COUNTERSIGN_SECRET
  const path = join(folder, 'secret')
  if (existsSync(path)) return readFileSync(path, 'utf8').trim()
  throw new Stop(`There is no secret in ${folder}. Set COUNTERSIGN_DATA to the data directory that is meant.`)
}

/** The database's address and how to let go of it: the running one's, or one started just for this. */
async function openDatabase(folder) {
  const nothing = () => {}
  if (process.env.DATABASE_URL) return { url: process.env.DATABASE_URL, close: nothing }
  const postgres = join(folder, 'postgres')
  if (!existsSync(join(postgres, 'server.json'))) throw new Stop(`There is no database in ${folder}.`)
  const lockPath = join(folder, 'instance.lock')
  if (lockHolder(lockPath) === null) {
    const { lock } = await takeLock(lockPath)
    if (lock) {
      const { startPostgres } = await import('./postgres.mjs')
      const server = await startPostgres({ folder: postgres, leashed: true })
      const close = () => server.stop().finally(lock.release)
      return { url: server.url, close }
    }
  }
  const { password, port } = JSON.parse(readFileSync(join(postgres, 'server.json'), 'utf8'))
  return { url: `postgresql://countersign:${password}@127.0.0.1:${port}/countersign`, close: nothing }
}

async function backup({ file, withoutSecret }) {
  const folder = chooseDataDirectory()
  if (!existsSync(folder)) throw new Stop(`There is no data directory ${folder}. Set COUNTERSIGN_DATA to it.`)
  refuseUnfinished(folder)
  say('data', folder)
  const secret = readSecret(folder)
  const { backUp } = await import('./backup.mjs')
  const { url, close } = await openDatabase(folder)
  try {
    await backUp({ file, folder, url, secret, withSecret: !withoutSecret })
  } finally {
    await close()
  }
  print(
    withoutSecret
      ? `\nBacked up to ${file}, without the secret. Keep COUNTERSIGN_SECRET elsewhere: without it signatures cannot be verified.`
      : `\nBacked up to ${file}. The secret is in it: whoever can read this file can sign and open stored keys (mode 0600).`,
  )
}

async function restoreFrom({ file }) {
  const folder = chooseDataDirectory()
  const { restore } = await import('./restore.mjs')
  const { applied } = await restore({ file, folder })
  if (applied.length > 0) say('database', `${applied.length} migrations of this release applied`)
  print(
    `\nRestored into ${folder}. Start it with npm start. Everybody signs in again; tokens and invitations that were\n` +
      'withdrawn after the backup are valid again, so withdraw them once more.',
  )
}

try {
  const { help, command, ...given } = parse(process.argv.slice(2))
  if (help) print(usage)
  else {
    await prepareCheckout({ pages: false })
    await (command === 'backup' ? backup(given) : restoreFrom(given))
  }
} catch (error) {
  endWith(error)
}
