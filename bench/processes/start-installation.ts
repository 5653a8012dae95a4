// A whole installation, started as a person starts it, with a data directory of its own; and the processes it consists of.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { anyFreePort } from '../../bin/free-port.mjs'
import { nodePath, root } from '../../bin/node-runtime.mjs'
import { prepareCheckout } from '../../bin/prepare-checkout.mjs'
import { clock } from '../streaming/token-text.ts'

export type Installation = {
  address: string
  databaseUrl: string
  /** The supervisor's process; the others are below it. */
  pid: number
  /** From the start to the line that says it is ready. */
  readyMs: number
  stop: () => Promise<void>
}

const ready = /^Countersign is ready: (\S+)$/m
const ours = /^(PORT|HOST|PUBLIC_URL|DATABASE_URL|NODE_ENV|COUNTERSIGN_.*|OPENAI_.*|npm_.*)$/

/** Packages, database client and pages, so that no start has to wait for them. */
export const buildFirst = () => prepareCheckout({ dev: true })

export async function startInstallation(folder: string): Promise<Installation> {
  const kept = Object.entries(process.env).filter(([name]) => !ours.test(name))
  const port = String(await anyFreePort())
  const env: NodeJS.ProcessEnv = { ...Object.fromEntries(kept), NODE_ENV: 'production' }
  const from = clock()
  const child = spawn(nodePath(), ['bin/start.mjs'], {
    cwd: root,
    env: { ...env, PORT: port, COUNTERSIGN_DATA: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  const gone = once(child, 'exit')
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
    await gone
  }
  const address = await new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (part: Buffer) => {
        printed += part
        const found = ready.exec(printed)?.[1]
        if (found) resolve(found)
      })
    child.once('exit', () => reject(new Error(`it ended before it was ready:\n${printed}`)))
  })
  const readyMs = clock() - from
  const server = JSON.parse(readFileSync(join(folder, 'postgres/server.json'), 'utf8'))
  const databaseUrl = `postgresql://countersign:${server.password}@127.0.0.1:${server.port}/countersign`
  return { address, databaseUrl, pid: child.pid!, readyMs, stop }
}

export const admin = { name: 'Ada Admin', email: 'ada@example.org', password: 'correct horse battery' }

/** Makes the first account; answers its cookies as [name, value]. */
export async function signUp(address: string): Promise<[string, string][]> {
  const answer = await fetch(`${address}/api/account/first`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: address },
    body: JSON.stringify(admin),
  })
  if (!answer.ok) throw new Error(`no account: ${answer.status} ${await answer.text()}`)
  return answer.headers.getSetCookie().map((cookie) => {
    const pair = cookie.slice(0, cookie.indexOf(';'))
    return [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]
  })
}

export const cookieHeader = (cookies: readonly [string, string][]): string =>
  cookies.map((pair) => pair.join('=')).join('; ')
