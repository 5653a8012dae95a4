// What has to be undone when the program ends, undone in reverse order of how it was begun.
// The first signal stops in order; a second one forces. Nothing that was begun is left running either way.

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']

/**
 * Listens for signals at once. `onSignal` is told about the first one.
 * add({stop, kill?}) registers what has to be undone; stop() undoes everything, once.
 */
export function stopInOrder(onSignal) {
  const steps = []
  let stopped

  async function undo() {
    for (const step of steps.reverse()) {
      try {
        await step.stop()
      } catch (error) {
        console.error(error)
      }
    }
  }

  const order = {
    get stopping() {
      return stopped !== undefined
    },
    add(step) {
      steps.push(step)
    },
    /** Waits for `promise`; never goes on once stopping has begun, so that nothing new is started then. */
    async unlessStopping(promise) {
      const value = await promise
      return order.stopping ? new Promise(() => {}) : value
    },
    stop() {
      stopped ??= undo()
      return stopped
    },
  }

  for (const signal of signals) {
    process.on(signal, async () => {
      if (order.stopping) {
        for (const step of steps) step.kill?.()
        process.exit(130)
      }
      onSignal(signal)
      await order.stop()
      process.exit(0)
    })
  }
  return order
}
