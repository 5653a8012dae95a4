// Hostile commands inside the sandbox: each is bounded and told in words to the agent and the person, the installation answers
// meanwhile, no process stays, and what lay in memory is given back.
import { once } from 'node:events'
import { existsSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect } from 'vitest'
import { removeCheckout } from '../../lib/git/worktree.ts'
import { beginSession } from '../../lib/testing/drive-session.ts'
import { act, inOrder, run, words } from '../../lib/testing/play-replies.ts'
import { eachCase } from '../each-case.ts'
import { type CommandCase, commandCases, type Surroundings } from './command-cases.ts'
import { escapeCases } from './escape-cases.ts'
import { listenInNamespace, type NamespacedListener } from './listen-in-namespace.ts'
import { openStage, type Stage, untilGone } from './play-hostile.ts'

let stage: Stage
let around: Surroundings
let namespaced: NamespacedListener
const listeners: Server[] = []
const heard: string[] = []

async function listen(where: string): Promise<void> {
  const server = createServer(() => void heard.push(where))
  listeners.push(server)
  server.listen(where)
  await once(server, 'listening')
}

beforeAll(async () => {
  stage = await openStage()
  const other = await stage.begin(inOrder(act('I look.', run('ls')), words('Done.')))
  await other.reviewed()
  const abstractName = `countersign-${process.pid}`
  const pathSocket = join(stage.here.dataFolder, 'listener.sock')
  await listen(`\0${abstractName}`)
  await listen(pathSocket)
  namespaced = await listenInNamespace()
  around = {
    dataFolder: stage.here.dataFolder,
    databaseUrl: new URL(stage.here.url),
    providerPort: Number(new URL(stage.replies.url).port),
    otherWorktree: stage.here.parts.folders.worktree(other.sessionId),
    otherSessionId: other.sessionId,
    abstractName,
    pathSocket,
    namespacedAddress: namespaced.address,
  }
})
afterAll(async () => {
  for (const server of listeners) server.close()
  namespaced?.close()
  await stage?.close()
  if (around) rmSync(around.pathSocket, { force: true })
})

async function playOne(one: CommandCase): Promise<void> {
  const cmd = typeof one.cmd === 'string' ? one.cmd : one.cmd(around)
  const limit = one.timeoutMs === undefined ? {} : { timeout_ms: one.timeoutMs }
  const session = await stage.begin(inOrder(act('I try.', run(cmd, limit)), words('Done.')))
  await session.waitFor('tool.started')
  // The installation answers while it goes on: a query always, and for the heavy ones a whole other session.
  expect(await stage.here.db.session.count()).toBeGreaterThan(0)
  if (one.heavy) await playNeighbour()
  await session.reviewed()
  const finished = await session.waitFor('tool.finished')
  const told = await stage.text(session.sessionId, finished.data.output)
  expect(told).toMatch(one.says)
  if (one.never) expect(told).not.toMatch(one.never)
  expect(told.length).toBeLessThan(30_000)
  await untilGone(session.sessionId)
  expect(heard).toEqual([])
  // What a box writes outside its worktree lands in a private folder at most.
  for (const folder of [around.dataFolder, join(around.dataFolder, 'worktrees'), around.otherWorktree])
    expect(existsSync(join(folder, 'mine'))).toBe(false)
  // Room on the disk comes back with the folder of the session.
  const { sandbox, folders } = stage.here.parts
  await removeCheckout({
    bare: folders.repository(stage.projectId),
    path: folders.worktree(session.sessionId),
    ...(sandbox.owner ? { owner: sandbox.owner } : {}),
  })
}

async function playNeighbour(): Promise<void> {
  const name = `neighbour-${crypto.randomUUID()}`
  stage.replies.play(name, inOrder(act('I work.', run('echo fine')), words('Done.')))
  const model = { provider: 'configured' as const, name }
  const session = await beginSession(stage.here, { projectId: stage.projectId, mode: 'direct', model })
  const finished = await session.waitFor('tool.finished')
  expect(finished.data.output).toContain('Output:\nfine')
}

eachCase('hostile commands', commandCases, { sample: 2, timeout: 180_000 }, playOne)
eachCase('escapes', escapeCases, { sample: 3, concurrent: true, timeout: 180_000 }, playOne)
