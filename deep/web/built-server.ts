// server.ts itself with the built pages, on a database of the test and without a runner: what strangers and browsers really meet.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { anyFreePort } from '../../bin/free-port.mjs'
import { root } from '../../bin/node-runtime.mjs'
import { createTestDatabase } from '../../lib/testing/test-database.ts'

export type BuiltServer = { url: string; databaseUrl: string; log: () => string; stop: () => Promise<void> }

/** Secrets that nothing may ever tell. */
export const secrets = {
  COUNTERSIGN_SECRET: 'a-secret-of-the-installation-that-nobody-may-read',
  OPENAI_API_KEY: 'sk-a-provider-key-that-nobody-may-read',
}

/** Sets the variables of this process as well: one server for each file of tests. */
export async function startBuiltServer(env: Record<string, string> = {}): Promise<BuiltServer> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-built-'))
  const database = await createTestDatabase()
  const port = await anyFreePort()
  const url = `http://localhost:${port}`
  const own = {
    ...secrets,
    NODE_ENV: 'production',
    DATABASE_URL: database.url,
    COUNTERSIGN_DATA: folder,
    HOST: '127.0.0.1',
    PORT: String(port),
    PUBLIC_URL: url,
    ...env,
  }
  Object.assign(process.env, own, { NODE_ENV: 'test' })
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'server.ts'], {
    cwd: root,
    env: { PATH: process.env.PATH, ...own } as unknown as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let log = ''
  await new Promise<void>((resolve, reject) => {
    const read = (piece: Buffer) => {
      log += piece
      if (log.includes('the server listens')) resolve()
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('exit', (code) => reject(new Error(`server.ts ended with ${code}:\n${log}`)))
  })
  return {
    url,
    databaseUrl: database.url,
    log: () => log,
    async stop() {
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      await gone
      await database.drop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
