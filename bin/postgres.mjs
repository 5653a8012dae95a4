// Starts the embedded PostgreSQL, or adopts the one that a killed predecessor left running on the same files.
// Promises a server that answers on 127.0.0.1 under a remembered port and password, and that outlives nothing but
// kill -9 of its starter. Must never run two servers on one cluster (PostgreSQL's own lock sees to that).
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, closeSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { anyFreePort } from './free-port.mjs'
import { leash } from './leash.mjs'
import { endOfLog, rotateLog } from './log-file.mjs'
import { databaseUser, findPostgres, runAs } from './postgres-binaries.mjs'
import { ensureCluster, readServer } from './postgres-cluster.mjs'
import { startOf } from './process-identity.mjs'
import { Stop } from './say.mjs'

const pollMs = 10
const predecessorWaitMs = 30_000

const refusedForNow = /lock file .* already exists|pre-existing shared memory block/

function readSettings(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return {}
  }
}

function writeSettings(path, settings) {
  writeFileSync(`${path}.draft`, JSON.stringify(settings), { mode: 0o600 })
  renameSync(`${path}.draft`, path)
}

async function waitUntil(condition, limitMs) {
  const until = Date.now() + limitMs
  while (!condition()) {
    if (Date.now() > until) return false
    await pause(pollMs)
  }
  return true
}

function spawnServer({ bin, cluster, user, port, logPath, options, leashed }) {
  const from = rotateLog(logPath)
  const log = openSync(logPath, 'a', 0o600)
  const settings = { listen_addresses: '127.0.0.1', port, unix_socket_directories: '', ...options }
  const settingArgs = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const [command, ...args] = [
    ...(leashed ? leash('INT') : []),
    join(bin, 'postgres'),
    '-D',
    cluster,
    ...settingArgs,
  ]
  // Its own session: Ctrl-C must reach it last, through us. A file for its log: a pipe would break when we die.
  const child = spawn(command, args, { ...runAs(user), detached: true, stdio: ['ignore', log, log] })
  closeSync(log)
  const state = { ended: false, error: '' }
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve(Object.assign(state, { ended: true, error: error.message })))
    child.once('exit', () => resolve(Object.assign(state, { ended: true })))
  })
  child.unref()
  const written = () => endOfLog(logPath, { from })
  return { child, state, ended, written }
}

async function launch({ port, ...rest }) {
  const { cluster, logPath } = rest
  const waitedFrom = Date.now()
  for (let attempt = 1; ; ) {
    const server = spawnServer({ port, ...rest })
    // Recovery after a crash may take minutes; as long as the process lives it is not stuck.
    while (!server.state.ended) {
      const said = readServer(cluster)
      if (said?.ready && said.pid === server.child.pid) return { pid: said.pid, port, ended: server.ended }
      await pause(pollMs)
    }
    const written = `${server.state.error}\n${server.written()}`.trim()
    if (/could not bind|Address already in use/.test(written) && attempt++ < 5) port = await anyFreePort()
    // A killed server stays a zombie until it is reaped, and its children finish what they are doing; so long its
    // successor refuses.
    else if (refusedForNow.test(written) && Date.now() - waitedFrom < predecessorWaitMs) await pause(100)
    else throw new Stop(`The database does not start. The end of ${logPath}:\n${written}`)
  }
}

// Nobody tells us when an adopted server ends: it is somebody else's child.
async function endOf(pid) {
  while (startOf(pid) !== null) await pause(500, undefined, { ref: false })
}

async function adopt(cluster) {
  const found = readServer(cluster)
  if (found === null || found.gone) return null
  if (found.stopping) {
    await waitUntil(() => readServer(cluster)?.gone ?? true, 30_000)
    return null
  }
  await waitUntil(() => readServer(cluster)?.ready || (readServer(cluster)?.gone ?? true), 300_000)
  const now = readServer(cluster)
  return now?.ready ? { pid: now.pid, port: now.port, ended: endOf(now.pid) } : null
}

function signal(pid, name) {
  try {
    process.kill(pid, name)
  } catch (error) {
    if (error.code !== 'ESRCH') throw error
  }
}

/**
 * Starts or adopts the server whose files are below `folder` (created if missing).
 * `options` are PostgreSQL settings; {fsync: 'off'} is for throw-away databases only. `leashed` ends it with this process
 * even on kill -9, where the system can do that; otherwise the next start adopts it.
 * Resolves {url, port, pid, adopted, created, ended, stop(), kill()}: `url` names the database "countersign", which the
 * migration creates; `ended` resolves when the server process ends for whatever reason; `stop` resolves when it has.
 */
export async function startPostgres({ folder, options = {}, leashed = false }) {
  mkdirSync(folder, { recursive: true })
  const user = databaseUser()
  if (user !== null) chmodSync(folder, 0o711)
  const settingsPath = join(folder, 'server.json')
  const settings = readSettings(settingsPath)
  settings.password ??= randomBytes(18).toString('hex')
  settings.port ??= await anyFreePort()
  writeSettings(settingsPath, settings)

  const cluster = join(folder, 'cluster')
  const bin = findPostgres(folder, user)
  const durable = options.fsync !== 'off'
  const created = ensureCluster({ cluster, bin, user, password: settings.password, durable })
  const adopted = created ? null : await adopt(cluster)
  const logPath = join(folder, 'postgres.log')
  const server =
    adopted ?? (await launch({ cluster, bin, user, port: settings.port, logPath, options, leashed }))
  if (server.port !== settings.port) writeSettings(settingsPath, { ...settings, port: server.port })

  const alive = () => startOf(server.pid) !== null
  return {
    url: `postgresql://countersign:${settings.password}@127.0.0.1:${server.port}/countersign`,
    port: server.port,
    pid: server.pid,
    adopted: adopted !== null,
    created,
    ended: server.ended,
    /** Fast shutdown: sessions are cut, everything committed is kept. Immediate (kill) after ten seconds. */
    async stop() {
      signal(server.pid, 'SIGINT')
      if (await waitUntil(() => !alive(), 10_000)) return
      signal(server.pid, 'SIGQUIT')
      await waitUntil(() => !alive(), 2000)
    },
    /** Immediate shutdown without waiting; the next start recovers from the write-ahead log. */
    kill: () => signal(server.pid, 'SIGQUIT'),
  }
}
