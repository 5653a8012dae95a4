// Keeps one child process running: starts it again when it ends, waiting longer each time it fails quickly.
// A minute without an end counts as stable and forgets the failures. Must never run two of the same at once.

const stableMs = 60_000
const firstDelayMs = 500
const longestDelayMs = 30_000

/** How long to wait before the next start after `failures` quick ends in a row, in milliseconds. */
export function restartDelay(failures) {
  return Math.min(longestDelayMs, firstDelayMs * 2 ** Math.max(0, failures - 1))
}

/**
 * `spawnChild` starts the process and answers its ChildProcess. `onEnd({code, signal, failures, delayMs})` hears of every
 * end that nobody asked for, before the wait; it may be async.
 * Answers {stop(), kill(), restart(), child}. `stop` sends SIGTERM, and SIGKILL after `graceMs`.
 */
export function keepRunning({ spawnChild, onEnd, graceMs = 8000 }) {
  let child
  let timer
  let failures = 0
  let wanted = true

  function run() {
    if (!wanted) return
    const since = Date.now()
    const started = spawnChild()
    child = started
    let over = false
    const ended = async (code, signal) => {
      if (over) return
      over = true
      if (child === started) child = undefined
      if (!wanted) return
      failures = Date.now() - since >= stableMs ? 1 : failures + 1
      const delayMs = restartDelay(failures)
      await onEnd({ code, signal, failures, delayMs })
      if (wanted) timer = setTimeout(run, delayMs)
    }
    started.once('error', () => ended(127, null))
    started.once('exit', ended)
  }

  async function end(target) {
    if (target === undefined || target.exitCode !== null || target.signalCode !== null) return
    const gone = new Promise((resolve) => target.once('exit', resolve))
    target.kill('SIGTERM')
    const force = setTimeout(() => target.kill('SIGKILL'), graceMs)
    await gone
    clearTimeout(force)
  }

  run()
  return {
    get child() {
      return child
    },
    async stop() {
      wanted = false
      clearTimeout(timer)
      await end(child)
    },
    kill() {
      wanted = false
      clearTimeout(timer)
      child?.kill('SIGKILL')
    },
    /** Asks for a fresh process, for instance because its settings changed; it comes back after the usual wait. */
    restart: () => end(child),
  }
}
