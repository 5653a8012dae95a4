// A real process of the product behind a proxy of its own: started as the supervisor starts it, ended and frozen by its pid.
// Through the proxy a test knows which process is about to commit what.
import { once } from 'node:events'
import { spawnPart } from '../../bin/spawn-part.mjs'
import { type Commit, type Fate, type PostgresProxy, startPostgresProxy } from './postgres-proxy.ts'

export type Part = {
  /** The runner's name in leases; of a server only its name in messages. */
  name: string
  pid: number
  proxy: PostgresProxy
  alive(): boolean
  /** kill -9; resolves when the process is gone. */
  kill(): Promise<void>
  freeze(): void
  thaw(): void
  /** What the process tells over its channel. */
  told: Promise<unknown>
}

export type PartOptions = {
  script: string
  name: string
  databaseUrl: string
  dataFolder: string
  logPath: string
  env?: Record<string, string>
  onCommit?: (commit: Commit, part: Part) => Promise<Fate> | Fate
}

export const testSecret = 'a secret of this test, thirty-two long'

export async function startPart(options: PartOptions): Promise<Part> {
  const { script, name, databaseUrl, dataFolder, logPath, onCommit = () => 'go' as const } = options
  const proxy = await startPostgresProxy(databaseUrl, (commit) => onCommit(commit, part))
  const child = spawnPart({
    script,
    logPath,
    env: {
      NODE_ENV: 'test',
      DATABASE_URL: proxy.url,
      COUNTERSIGN_SECRET: testSecret,
      COUNTERSIGN_DATA: dataFolder,
      COUNTERSIGN_RUNNER_ID: name,
      ...options.env,
    },
  })
  const gone = once(child, 'exit')
  const signal = (which: NodeJS.Signals) => process.kill(child.pid!, which)
  const alive = () => child.exitCode === null && child.signalCode === null
  const part: Part = {
    name,
    pid: child.pid!,
    proxy,
    alive,
    async kill() {
      if (alive()) signal('SIGKILL')
      await gone
      await proxy.close()
    },
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    told: once(child, 'message').then(([message]) => message as unknown),
  }
  return part
}
