// An installation made from a backup file, by the command that people use: its own data directory and embedded database, this
// release's runner as a process, a person to act. One per test file, because the environment of a process is read once.
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { captureNode, root } from '../../bin/node-runtime.mjs'
import { startPostgres } from '../../bin/postgres.mjs'
import { installQueue } from '../../bin/prepare-database.mjs'
import { spawnPart } from '../../bin/spawn-part.mjs'
import { isDecisionAuthentic } from '../auth/decision-mac.ts'
import type { Identity } from '../auth/identity.ts'
import { createDb, type Db } from '../db.ts'
import { readAllEvents } from '../event-log/read-events.ts'
import { readGit } from '../git/run-git.ts'
import { type Folders, foldersIn } from '../runner/folders.ts'
import { compareFolds } from './compare-folds.ts'
import { createTemporaryFolder } from './temporary-folder.ts'
import { type LogWatch, watchLog } from './watch-log.ts'

export type Restored = LogWatch & {
  db: Db
  folders: Folders
  /** What the command printed. */
  printed: string
  startRunner(): void
  /** Also compares every session's rows with its log. */
  close(): Promise<void>
}

/** Restores `file` into an empty data directory, opens it with this release, and acts there as its admin. */
export async function openRestored(file: string): Promise<Restored> {
  const outer = createTemporaryFolder()
  const folder = join(outer, 'data')
  const env = { COUNTERSIGN_DATA: folder, COUNTERSIGN_SECRET: '', DATABASE_URL: '' }
  const { code, output } = await captureNode(['bin/countersign.mjs', 'restore', file], { env })
  expect(output).toContain('Restored into')
  expect(code).toBe(0)
  const server = await startPostgres({ folder: join(folder, 'postgres'), leashed: true })
  await installQueue(server.url)
  const secret = (await readFile(join(folder, 'secret'), 'utf8')).trim()
  const here = {
    NODE_ENV: 'test',
    DATABASE_URL: server.url,
    COUNTERSIGN_SECRET: secret,
    COUNTERSIGN_DATA: folder,
  }
  Object.assign(process.env, here)
  const db = createDb(server.url)
  const { id: userId, name, email } = await db.user.findFirstOrThrow({ where: { role: 'admin' } })
  const person: Identity = { userId, name, email, role: 'admin', projectIds: [] }
  let runner: ChildProcess | null = null
  return {
    ...watchLog(db, person),
    db,
    folders: foldersIn(folder),
    printed: output,
    startRunner() {
      const logPath = join(outer, 'runner.log')
      runner = spawnPart({ script: join(root, 'runner.ts'), env: here, logPath })
    },
    async close() {
      if (runner && runner.exitCode === null && runner.signalCode === null) {
        const exit = once(runner, 'exit')
        runner.kill('SIGKILL')
        await exit
      }
      const compared = compareFolds(db)
      await compared.catch(() => {})
      await db.$disconnect()
      await (globalThis as { countersignDb?: Db }).countersignDb?.$disconnect()
      await server.stop()
      await rm(outer, { recursive: true, force: true })
      await compared
    },
  }
}

/** Every event of every session parses, every signature verifies, every commit that the log names is in its repository, whole. */
export async function expectWhole({ db, folders }: Pick<Restored, 'db' | 'folders'>): Promise<void> {
  const sessions = await db.session.findMany({ select: { id: true, projectId: true } })
  expect(sessions.length).toBeGreaterThan(0)
  const named = new Map<string, Set<string>>()
  for (const { id, projectId } of sessions) {
    let seq = 0
    for await (const event of readAllEvents(db, id)) {
      seq += 1
      expect(event.seq).toBe(seq)
      if (event.type === 'approval.decided')
        expect(isDecisionAuthentic(id, event.seq, event.data), `${id} ${event.seq}`).toBe(true)
      const ids = JSON.stringify(event.data).match(/(?<![0-9a-f])[0-9a-f]{40}(?![0-9a-f])/g) ?? []
      named.set(projectId, new Set([...(named.get(projectId) ?? []), ...ids]))
    }
  }
  for (const [projectId, ids] of named) {
    const place = { gitDir: folders.repository(projectId) }
    expect(await readGit(place, ['fsck', '--full', '--no-dangling', '--no-progress'])).toBe('')
    for (const id of ids) expect(await readGit(place, ['cat-file', '-t', id])).toMatch(/commit|tree|blob/)
  }
}
