// Runs the two processes of Countersign, server and runner, and keeps them running.
// Promises that neither outlives this process, and that the sessions of a runner that died are free at once.
import { randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { moveTo } from './address.mjs'
import { isFree, nextFreePort } from './free-port.mjs'
import { keepRunning } from './keep-running.mjs'
import { endOfLog, rotateLog } from './log-file.mjs'
import { Stop, say } from './say.mjs'
import { spawnPart } from './spawn-part.mjs'
import { waitForHealth } from './wait-for-health.mjs'

const startsBeforeGivingUp = 4
/** Quick ends in a row that are worth a line; after a stable minute the count begins anew. */
const endsToMention = 5

/** The name of the runner that was started last on this data directory, or null. */
export function lastRunner(folder) {
  try {
    return readFileSync(join(folder, 'runner-id'), 'utf8')
  } catch {
    return null
  }
}

function describeEnd(name, { code, signal, failures, delayMs }, logPath) {
  if (failures > endsToMention) return
  const how = signal === null ? `exit code ${code}` : signal
  const where = logPath === null ? '' : `; its log is ${logPath}`
  const again =
    failures === endsToMention
      ? 'starting again and again, without saying so'
      : `starting again in ${delayMs / 1000} s`
  say(name, `ended (${how}), ${again}${where}`)
}

// Postgres may be the reason why the runner died. Then the leases run out by themselves a few seconds later.
async function giveBack(url, owner) {
  try {
    const { expireLeases } = await import('./expire-leases.mjs')
    await expireLeases(url, owner)
  } catch {
    say('runner', 'its sessions continue as soon as the database answers')
  }
}

/**
 * Starts both parts and resolves once the server is well: {stop(), kill(), useDatabase(url)}.
 * `env` is what both receive (DATABASE_URL included); `address` is from chooseAddress and may move to another port, which
 * `address.port` and `address.publicUrl` then tell; `scripts` are the two files; `logs: false` means this terminal.
 * `onParts` receives the same object before the wait, so that a signal can stop it.
 */
export async function supervise({ scripts, env, address, folder, logs = true, onParts = () => {} }) {
  const logPaths = { server: null, runner: null }
  if (logs) {
    mkdirSync(join(folder, 'logs'), { recursive: true, mode: 0o700 })
    for (const name of Object.keys(logPaths)) {
      logPaths[name] = join(folder, 'logs', `${name}.log`)
      rotateLog(logPaths[name])
    }
  }
  let current = env
  let ready = false
  let failedStarts = 0
  let runnerId

  const addressEnv = () => ({ HOST: address.host, PORT: String(address.port), PUBLIC_URL: address.publicUrl })

  async function movePort() {
    const port = await nextFreePort(address.port + 1, address.host)
    if (port === null) return
    say('server', `port ${address.port} was taken meanwhile, using ${port}`)
    Object.assign(address, moveTo(port, address))
  }

  const server = keepRunning({
    spawnChild: () =>
      spawnPart({ script: scripts.server, env: { ...current, ...addressEnv() }, logPath: logPaths.server }),
    async onEnd(end) {
      if (!ready && !(await isFree(address.port, address.host))) return movePort()
      if (!ready) failedStarts++
      describeEnd('server', end, logPaths.server)
    },
  })
  const runner = keepRunning({
    spawnChild() {
      runnerId = `runner-${randomUUID()}`
      writeFileSync(join(folder, 'runner-id'), runnerId)
      const own = { ...current, ...addressEnv(), COUNTERSIGN_RUNNER_ID: runnerId }
      return spawnPart({ script: scripts.runner, env: own, logPath: logPaths.runner })
    },
    async onEnd(end) {
      describeEnd('runner', end, logPaths.runner)
      await giveBack(current.DATABASE_URL, runnerId)
    },
  })

  const parts = {
    stop: () => Promise.all([server.stop(), runner.stop()]),
    kill() {
      server.kill()
      runner.kill()
    },
    useDatabase(url) {
      current = { ...current, DATABASE_URL: url }
      void server.restart()
      void runner.restart()
    },
  }
  onParts(parts)

  ready = await waitForHealth(address, () => failedStarts >= startsBeforeGivingUp)
  if (!ready) {
    const end = logs ? ` The end of ${logPaths.server}:\n${endOfLog(logPaths.server)}` : ''
    throw new Stop(`The server does not start.${end}`)
  }
  return parts
}
