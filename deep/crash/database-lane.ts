// A lane on a Postgres of its own, which can be killed and comes back on the same files and the same port, as the embedded one does.
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate } from '../../bin/migrate.mjs'
import { startPostgres } from '../../bin/postgres.mjs'
import { installQueue } from '../../bin/prepare-database.mjs'
import { type Lane, openLane } from './open-lane.ts'

/** kill: the postmaster alone, by SIGKILL; its children notice. immediate: all of it, without a checkpoint. */
export type DatabaseDeath = 'kill' | 'immediate'

export type DatabaseLane = {
  lane: Lane
  drop: () => Promise<void>
  /** Resolves when it is dead. */
  killDatabase(how: DatabaseDeath): Promise<void>
  /** Resolves when it answers again. */
  reviveDatabase(): Promise<void>
}

export async function openDatabaseLane(): Promise<DatabaseLane> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-crash-'))
  await chmod(folder, 0o755)
  const start = () => startPostgres({ folder: join(folder, 'postgres'), leashed: true })
  let server = await start()
  await migrate(server.url)
  await installQueue(server.url)
  const { url } = server
  const lane = await openLane(url)
  return {
    lane,
    async killDatabase(how) {
      if (how === 'immediate') server.kill()
      else process.kill(server.pid, 'SIGKILL')
      await server.ended
    },
    async reviveDatabase() {
      server = await start()
      if (server.url !== url) throw new Error('the database came back under another address')
    },
    async drop() {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
