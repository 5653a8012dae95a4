// Everything that a checkout needs before it can run: packages, database client, pages.
// Two starts in one checkout take turns: one installing while the other builds would ruin both.
// Writes nothing when all is there, so that a finished checkout may be read-only.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { ensurePages } from './build-pages.mjs'
import { takeLock } from './exclusive-lock.mjs'
import { ensurePackages } from './install-packages.mjs'
import { root } from './node-runtime.mjs'
import { ensurePrismaClient } from './prisma-client.mjs'
import { Stop, say } from './say.mjs'

const folder = join(root, '.data')

const isReadOnly = (error) => ['EACCES', 'EROFS', 'EPERM'].includes(error.code)

async function waitForTurn() {
  let said = false
  mkdirSync(folder, { recursive: true })
  for (;;) {
    const { lock, holder } = await takeLock(join(folder, 'preparing.lock'))
    if (lock) return lock
    if (!said) say('checkout', `another start (process ${holder.pid}) is preparing it, waiting`)
    said = true
    await pause(500)
  }
}

/** Prepares the checkout. {dev} installs the packages for development, {pages: false} leaves the build out. */
export async function prepareCheckout({ dev = false, pages = true, onSpawn } = {}) {
  const lock = await waitForTurn().catch((error) => {
    if (isReadOnly(error)) return null
    throw error
  })
  try {
    await ensurePackages({ dev, onSpawn })
    await ensurePrismaClient({ onSpawn })
    if (pages) await ensurePages({ onSpawn })
  } catch (error) {
    if (!isReadOnly(error)) throw error
    throw new Stop(
      `The checkout ${root} has to be prepared, but this user may not write there (${error.path ?? error.code}).\n` +
        'Run "npm run build" once as its owner, or clone it to a folder of your own.',
    )
  } finally {
    lock?.release()
  }
}
