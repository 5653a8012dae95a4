// Starts a whole installation for a test, the way `npm start` does, with stand-ins for the server and the runner.
// The stand-in server answers every request with its environment; both end as the real ones do.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { anyFreePort } from '../../bin/free-port.mjs'
import { root } from '../../bin/node-runtime.mjs'

const url = (path: string) => JSON.stringify(pathToFileURL(join(root, path)).href)

const serverSource = `
  import { createServer } from 'node:http'
  import { dieWithParent } from ${url('lib/die-with-parent.ts')}
  const server = createServer((request, answer) => answer.end(JSON.stringify({ ...process.env, pid: process.pid })))
  server.listen(Number(process.env.PORT), process.env.HOST)
  dieWithParent(() => new Promise((done) => { server.close(done); server.closeAllConnections() }))`
const runnerSource = `
  import { dieWithParent } from ${url('lib/die-with-parent.ts')}
  console.log(process.env.COUNTERSIGN_RUNNER_ID + ' ' + process.pid)
  setInterval(() => {}, 1000)
  dieWithParent(() => {})`

export type Installation = {
  process: ChildProcess
  port: number
  /** All that it printed so far, both streams. */
  printed: () => string
  /** Resolves with what it printed when a line matches, or when the process has ended. */
  says: (pattern: RegExp) => Promise<string>
  ended: Promise<number | null>
}

/** Starts it with its data in `folder`; `env` is added to an environment without any of our variables. */
export async function startInstallation(
  folder: string,
  env: Record<string, string> = {},
): Promise<Installation> {
  const port = Number(env.PORT ?? (await anyFreePort()))
  const scripts = { server: join(folder, '..', 'server.mjs'), runner: join(folder, '..', 'runner.mjs') }
  writeFileSync(scripts.server, serverSource)
  writeFileSync(scripts.runner, runnerSource)
  const source = `
    const { launch } = await import(${url('bin/launch.mjs')})
    await launch([], { scripts: ${JSON.stringify(scripts)}, pages: false })`
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
    env: {
      NODE_ENV: 'test',
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      COUNTERSIGN_DATA: folder,
      PORT: String(port),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'close').then(([code]) => code as number | null)
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (text += part))

  async function says(pattern: RegExp): Promise<string> {
    let over = false
    void ended.then(() => {
      over = true
    })
    while (!pattern.test(text) && !over) {
      await Promise.race([ended, once(child.stdout, 'data'), once(child.stderr, 'data')])
    }
    return text
  }
  return { process: child, port, printed: () => text, says, ended }
}
