// `npm start` as a whole, on a data folder and an embedded Postgres of its own: the supervisor, both parts and the database. They are
// killed by pid and started again as a person or a machine's boot would.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { anyFreePort } from '../../bin/free-port.mjs'
import { leash } from '../../bin/leash.mjs'
import { root } from '../../bin/node-runtime.mjs'
import { startOf } from '../../bin/process-identity.mjs'
import { createApiToken } from '../../lib/auth/api-tokens.ts'
import { listTree, sendSignal } from '../../lib/sandbox/process-identity.ts'
import { watchLog } from '../../lib/testing/watch-log.ts'
import { testSecret } from '../faults/run-part.ts'
import { actByHttp } from './act-by-http.ts'
import { type Lane, openLane } from './open-lane.ts'

export type WholeInstallation = {
  lane: Lane
  /** kill -9 of the supervisor alone; resolves when what it had started is gone as well, except the database. */
  killSupervisor(): Promise<void>
  /** kill -9 of everything at once, as when the power fails. */
  killAll(): Promise<void>
  /** Resolves when it says that it is ready. */
  start(): Promise<void>
  drop(): Promise<void>
}

export async function openWholeInstallation(): Promise<WholeInstallation> {
  const outer = await mkdtemp(join(tmpdir(), 'countersign-whole-'))
  await chmod(outer, 0o755)
  const folder = join(outer, 'data')
  const port = await anyFreePort()
  const url = `http://localhost:${port}`
  let supervisor: ChildProcess | null = null
  const start = async () => {
    // Stops in order, database included, when the test itself is killed.
    const [command, ...args] = [...leash('TERM'), process.execPath, join(root, 'bin/start.mjs')]
    const child = spawn(command!, args, {
      cwd: root,
      env: {
        NODE_ENV: 'production',
        PATH: process.env.PATH ?? '',
        HOME: outer,
        COUNTERSIGN_DATA: folder,
        COUNTERSIGN_SECRET: testSecret,
        PORT: String(port),
        PUBLIC_URL: url,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    supervisor = child
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (said += part))
    const ended = once(child, 'close').then(() => true)
    while (!said.includes('Countersign is ready')) {
      const over = await Promise.race([ended, once(child.stdout, 'data').then(() => false)])
      if (over) throw new Error(`npm start ended:\n${said}`)
    }
  }
  const databasePid = () =>
    Number(readFileSync(join(folder, 'postgres/cluster/postmaster.pid'), 'utf8').split('\n')[0])
  const gone = async (pids: readonly number[]) => {
    while (pids.some((pid) => startOf(pid) !== null)) await new Promise((resolve) => setTimeout(resolve, 10))
  }
  const ownTree = () => {
    const pid = supervisor!.pid!
    const database = new Set(listTree(databasePid()))
    return listTree(pid).filter((one) => !database.has(one))
  }
  await start()
  const { password, port: databasePort } = JSON.parse(
    readFileSync(join(folder, 'postgres/server.json'), 'utf8'),
  ) as { password: string; port: number }
  const databaseUrl = `postgresql://countersign:${password}@127.0.0.1:${databasePort}/countersign`
  const lane = await openLane(databaseUrl, { dataFolder: folder })
  const { token } = await createApiToken(lane.db, lane.person, {
    name: 'all of it',
    scopes: ['read', 'write', 'decide'],
  })
  lane.here = actByHttp(watchLog(lane.db, lane.person), url, token, lane.acknowledged)
  lane.written = async () => readFileSync(join(folder, 'logs/runner.log'), 'utf8')
  return {
    lane,
    start,
    async killSupervisor() {
      const tree = ownTree()
      sendSignal(supervisor!.pid!, 'SIGKILL')
      await gone(tree)
    },
    async killAll() {
      const all = [...ownTree(), ...listTree(databasePid())]
      for (const pid of all) sendSignal(pid, 'SIGKILL')
      await gone(all)
    },
    async drop() {
      supervisor?.kill('SIGTERM')
      if (supervisor && supervisor.exitCode === null && supervisor.signalCode === null)
        await once(supervisor, 'exit')
      await rm(outer, { recursive: true, force: true })
    },
  }
}
