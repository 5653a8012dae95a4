// A lane with the real server.ts on a fixed port, behind a proxy of its own; the person acts through it.
import { dirname, join } from 'node:path'
import { anyFreePort } from '../../bin/free-port.mjs'
import { createApiToken } from '../../lib/auth/api-tokens.ts'
import { createTestDatabase } from '../../lib/testing/test-database.ts'
import { watchLog } from '../../lib/testing/watch-log.ts'
import { type Part, startPart } from '../faults/run-part.ts'
import { actByHttp } from './act-by-http.ts'
import { nameDecisions } from './name-boundaries.ts'
import type { Lane } from './open-lane.ts'
import { laneOn } from './share-lanes.ts'

export type ServedLane = { lane: Lane; drop: () => Promise<void>; startServer: () => Promise<void> }

export async function openServedLane(): Promise<ServedLane> {
  const { lane, drop } = await laneOn(createTestDatabase, 1)
  const port = await anyFreePort()
  const url = `http://localhost:${port}`
  const nameIt = nameDecisions()
  let server: Part | null = null
  const startServer = async () => {
    server = await startPart({
      script: 'server.ts',
      name: 'server',
      databaseUrl: lane.databaseUrl,
      dataFolder: lane.dataFolder,
      logPath: join(dirname(lane.dataFolder), 'server.log'),
      env: { NODE_ENV: 'production', HOST: '127.0.0.1', PORT: String(port), PUBLIC_URL: url },
      onCommit: (commit, part) => lane.onBoundary(nameIt(commit), part, commit.clientPort),
    })
  }
  await startServer()
  const scopes = ['read', 'write', 'decide'] as const
  const { token } = await createApiToken(lane.db, lane.person, { name: 'all of it', scopes: [...scopes] })
  lane.here = actByHttp(watchLog(lane.db, lane.person), url, token, lane.acknowledged)
  return {
    lane,
    startServer,
    async drop() {
      await server?.kill()
      await drop()
    },
  }
}
