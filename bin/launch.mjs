// The whole start, step by step: data directory, lock, secret, packages, database, pages, processes, address.
// Each step says what it does only when it takes time or matters; each registers how to undo it before it begins.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { chooseAddress } from './address.mjs'
import { takeLock } from './exclusive-lock.mjs'
import { keepPostgres } from './keep-postgres.mjs'
import { captureNode, root } from './node-runtime.mjs'
import { databaseUser } from './postgres-binaries.mjs'
import { prepareCheckout } from './prepare-checkout.mjs'
import { endWith, print, Stop, say } from './say.mjs'
import { ensureSecret } from './secret.mjs'
import { stopInOrder } from './stop-in-order.mjs'
import { chooseDataDirectory, prepareDataDirectory, refuseUnfinished, sandboxUid } from './storage-folder.mjs'
import { lastRunner, supervise } from './supervise.mjs'

const usage = `npm start [-- options]

  --dev    development: pages are compiled when they are opened, logs appear here
  --logs   logs appear here instead of in the data directory
  --help   this text

Settings are environment variables; README.md lists them.`

function parseOptions(args) {
  const known = ['--dev', '--logs', '--help']
  const unknown = args.find((arg) => !known.includes(arg))
  if (unknown !== undefined) throw new Stop(`There is no option ${unknown}.\n\n${usage}`)
  const dev = args.includes('--dev')
  return { dev, logsHere: dev || args.includes('--logs'), help: args.includes('--help') }
}

function openDataDirectory() {
  const folder = chooseDataDirectory()
  const users = [{ uid: sandboxUid, name: 'the sandbox' }]
  if (!process.env.DATABASE_URL && process.getuid() === 0) users.push(databaseUser())
  prepareDataDirectory(folder, users)
  refuseUnfinished(folder)
  say('data', folder)
  return folder
}

async function lockInstallation(folder) {
  const { lock, holder } = await takeLock(join(folder, 'instance.lock'))
  if (lock) return lock
  throw new Stop(
    `Countersign is already running on this data directory: process ${holder.pid}, ${holder.address ?? 'still starting'}.\n` +
      `Stop it first, or set COUNTERSIGN_DATA to another folder than ${folder}.`,
  )
}

async function openDatabase({ folder, order, onMoved }) {
  if (process.env.DATABASE_URL) {
    say('database', 'yours, from DATABASE_URL')
    return process.env.DATABASE_URL
  }
  const opening = keepPostgres({ folder: join(folder, 'postgres'), onMoved })
  let kept
  order.add({
    stop: async () => (await opening.catch(() => null))?.stop(),
    kill: () => kept?.kill(),
  })
  kept = await order.unlessStopping(opening)
  const { server } = kept
  say(
    'database',
    `PostgreSQL on port ${server.port}${server.adopted ? ', found running' : server.created ? ', created' : ''}`,
  )
  return server.url
}

async function prepareDatabase({ env, folder, onSpawn }) {
  const script = join(root, 'bin/prepare-database.mjs')
  const { code, output } = await captureNode([script, lastRunner(folder) ?? ''], { env, onSpawn })
  if (code !== 0) throw new Stop(output.trim())
  const { applied, setupToken } = JSON.parse(output.slice(output.lastIndexOf('{')))
  if (applied.length > 0)
    say('database', `${applied.length} migration${applied.length === 1 ? '' : 's'} applied`)
  return { setupToken }
}

async function openAddress() {
  const address = await chooseAddress()
  if (address.port !== address.wanted) say('server', `port ${address.wanted} is taken, using ${address.port}`)
  if (address.port !== address.wanted && process.env.PUBLIC_URL) {
    say(
      'server',
      `PUBLIC_URL still says ${address.publicUrl}: whatever leads there has to lead to port ${address.port}`,
    )
  }
  return address
}

async function run({ dev, logsHere, scripts, pages }, order) {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  print(`Countersign ${version}${dev ? ', development' : ''}\n`)

  const folder = openDataDirectory()
  const lock = await lockInstallation(folder)
  order.add({ stop: lock.release, kill: lock.release })
  const secret = ensureSecret(folder)

  let child
  const onSpawn = (spawned) => {
    child = spawned
  }
  order.add({ stop: () => child?.kill(), kill: () => child?.kill('SIGKILL') })
  await order.unlessStopping(prepareCheckout({ dev, pages: pages && !dev, onSpawn }))

  let parts
  const url = await openDatabase({ folder, order, onMoved: (moved) => parts?.useDatabase(moved) })
  const address = await order.unlessStopping(openAddress())
  const env = {
    DATABASE_URL: url,
    COUNTERSIGN_SECRET: secret,
    COUNTERSIGN_DATA: folder,
    HOST: address.host,
    PUBLIC_URL: address.publicUrl,
    NODE_ENV: dev ? 'development' : 'production',
    NEXT_TELEMETRY_DISABLED: '1',
  }
  const { setupToken } = await order.unlessStopping(prepareDatabase({ env, folder, onSpawn }))

  order.add({ stop: () => parts?.stop(), kill: () => parts?.kill() })
  const onParts = (started) => {
    parts = started
  }
  await order.unlessStopping(supervise({ scripts, env, address, folder, logs: !logsHere, onParts }))
  lock.describe({ address: address.publicUrl })
  print(`\nCountersign is ready: ${address.publicUrl}${setupToken ? `/?setup=${setupToken}` : ''}`)
}

const ownScripts = { server: join(root, 'server.ts'), runner: join(root, 'runner.ts') }

/**
 * Starts Countersign and returns while it runs. A failure ends the process with its sentence.
 * Tests start other `scripts` and leave out the pages.
 */
export async function launch(args, { scripts = ownScripts, pages = true } = {}) {
  try {
    const options = parseOptions(args)
    if (options.help) return print(usage)
    const order = stopInOrder(() => say('stopping', 'press Ctrl-C again to force it'))
    try {
      await run({ ...options, scripts, pages }, order)
    } catch (error) {
      // While stopping, a child that was told to end may be reported as failed.
      if (order.stopping) return
      await order.stop()
      throw error
    }
  } catch (error) {
    endWith(error)
  }
}
