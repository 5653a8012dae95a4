// Ends a process in order: when it is told to (SIGTERM, Ctrl-C) and when the supervisor that started it is gone,
// which it notices by the closed channel even after kill -9. Gives the work a few seconds, never longer:
// a half-open connection must not keep a process alive for ever.

const graceMs = 5000

/**
 * Calls `stop` once, at the first sign that the process has to end, and exits when it resolves (or after 5 s, or at
 * once at a second signal). Started by hand, without a supervisor, only the signals count.
 */
export function dieWithParent(stop: () => Promise<void> | void): void {
  let stopping = false
  const end = async () => {
    if (stopping) process.exit(1)
    stopping = true
    setTimeout(() => process.exit(1), graceMs).unref()
    try {
      await stop()
      process.exit(0)
    } catch (error) {
      console.error(error)
      process.exit(1)
    }
  }
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
  if (process.channel) process.once('disconnect', () => !stopping && end())
}
