// Keeps the embedded database running for as long as the program lives: starts it again when it dies.
// The server and the runner reconnect by themselves; only a changed address has to be told to them.
import { setTimeout as pause } from 'node:timers/promises'
import { restartDelay } from './keep-running.mjs'
import { startPostgres } from './postgres.mjs'
import { say } from './say.mjs'

const stableMs = 60_000

async function startAgain(options, isWanted) {
  for (let failures = 1; isWanted(); failures++) {
    try {
      return await startPostgres(options)
    } catch (error) {
      if (failures === 1) say('database', error.message)
      await pause(restartDelay(failures), undefined, { ref: false })
    }
  }
  return null
}

/**
 * Starts the database in `folder`. `onMoved(url)` hears when it came back under another address.
 * Resolves {server, stop(), kill()}; `server` is what startPostgres answered at first.
 */
export async function keepPostgres({ folder, onMoved }) {
  const first = await startPostgres({ folder })
  let server = first
  let wanted = true
  let starting = Promise.resolve(first)

  async function watch() {
    for (let failures = 0; ; ) {
      const since = Date.now()
      await server.ended
      if (!wanted) return
      failures = Date.now() - since > stableMs ? 0 : failures + 1
      say('database', 'ended unexpectedly, starting it again')
      if (failures > 1) await pause(restartDelay(failures), undefined, { ref: false })
      starting = startAgain({ folder }, () => wanted)
      const next = await starting
      if (next === null || !wanted) return
      if (next.url !== server.url) onMoved(next.url)
      server = next
      say('database', `PostgreSQL is back on port ${server.port}`)
    }
  }
  void watch()

  return {
    server: first,
    async stop() {
      wanted = false
      await (await starting)?.stop()
    },
    kill() {
      wanted = false
      server.kill()
    },
  }
}
