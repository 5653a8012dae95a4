// A whole installation for browser tests, started the way a person starts it, with a data directory of its own.
// Its parts can be killed one by one; nothing of it outlives `stop`.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { anyFreePort } from '../../bin/free-port.mjs'
import { root } from '../../bin/node-runtime.mjs'
import { createTemporaryFolder, removeTemporaryFolder } from '../../lib/testing/temporary-folder.ts'
import { findPart, type Part } from './find-part.ts'

export type Installation = {
  /** As the ready line says it and a person opens it. */
  address: string
  data: string
  /** All that was printed so far. */
  printed: () => string
  /** Ends a part as a crash would; answers the id of the process that was killed. */
  kill: (part: Part) => number
  /** The process that is this part now, or null. */
  pidOf: (part: Part) => number | null
  bareRepository: (projectId: string) => string
  stop: () => Promise<void>
}

export type StartOptions = {
  /** By default this checkout, with the Node of the tests. */
  command?: readonly string[]
  folder?: string
  /** Added to an environment that has none of our variables. */
  env?: Record<string, string>
  onPrint?: (text: string) => void
}

const ready = /^Countersign is ready: (\S+)$/m
const ours = /^(PORT|HOST|PUBLIC_URL|DATABASE_URL|NODE_ENV|COUNTERSIGN_.*|OPENAI_.*|npm_.*)$/

export async function startInstallation(options: StartOptions = {}): Promise<Installation> {
  const [program, ...args] = options.command ?? [process.execPath, 'bin/start.mjs']
  const folder = createTemporaryFolder()
  const data = options.env?.COUNTERSIGN_DATA ?? join(folder, 'data')
  const kept = Object.entries(process.env).filter(([name]) => !ours.test(name))
  const env: Record<string, string | undefined> = {
    ...Object.fromEntries(kept),
    PORT: String(await anyFreePort()),
    COUNTERSIGN_DATA: data,
    ...options.env,
  }
  const child = spawn(program!, args, {
    cwd: options.folder ?? root,
    env: env as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (part: Buffer) => {
      text += part
      options.onPrint?.(String(part))
    })
  }
  async function stop() {
    await end(child)
    removeTemporaryFolder(folder)
  }
  const address = await readAddress(child, () => text).catch(async (error) => {
    await stop()
    throw error
  })
  const pidOf = (part: Part) => findPart(data, part)
  return {
    address,
    data,
    printed: () => text,
    pidOf,
    kill(part) {
      const pid = pidOf(part)
      if (pid === null) throw new Error(`there is no ${part} to kill`)
      process.kill(pid, 'SIGKILL')
      return pid
    },
    bareRepository: (projectId) => join(data, 'repositories', `${projectId}.git`),
    stop,
  }
}

function readAddress(child: ChildProcess, printed: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`ended with ${code} before it was ready:\n${printed()}`)))
    child.stdout?.on('data', () => {
      const address = ready.exec(printed())?.[1]
      if (address) resolve(address)
    })
  })
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  await gone
}
