// A process of the bench beside this one, spoken to by messages. It ends with its parent, and at `stop`.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { nodePath } from '../../bin/node-runtime.mjs'

export type Child = {
  tell: (message: object) => void
  /** The next message; rejects when the process ends instead. */
  hear: <T>() => Promise<T>
  stop: () => Promise<void>
}

/** `script` is a file of this folder. */
export function startChild(script: string, env: Record<string, string>): Child {
  const child: ChildProcess = fork(join(import.meta.dirname, script), [], {
    execPath: nodePath(),
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: { ...process.env, ...env },
    // Its log would drown the figures; what breaks it goes to standard error.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${script} ended with ${code}`)
  })
  ended.catch(() => {})
  return {
    tell: (message) => child.send(message),
    hear: async <T>() => (await Promise.race([once(child, 'message'), ended]))[0] as T,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.disconnect()
      await gone
    },
  }
}
