// Process 2: drives runs. Composition root: reads the environment once, makes the parts, works off the queue until it is stopped.

import { chmod, mkdir } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { rgPath } from '@vscode/ripgrep'
import pg from 'pg'
import { db } from './lib/db.ts'
import { dieWithParent } from './lib/die-with-parent.ts'
import { builtinEngine } from './lib/engines/builtin/run-turn.ts'
import { env } from './lib/env.ts'
import { sealOlderEvents } from './lib/event-log/seal-older-events.ts'
import { logger } from './lib/logger.ts'
import { startScriptedProvider } from './lib/models/scripted/start-scripted-provider.ts'
import { createDeltaBuffer } from './lib/runner/delta-buffer.ts'
import { foldersIn } from './lib/runner/folders.ts'
import { type RunnerParts, usualIntervals } from './lib/runner/runner-parts.ts'
import { workOffQueue } from './lib/runner/work-queue.ts'
import { createPlainSandbox } from './lib/sandbox/none.ts'
import { openSandbox } from './lib/sandbox/open-sandbox.ts'

const { dataFolder, databaseUrl, runnerId, publicUrl, toolchains } = env()
const folders = foldersIn(dataFolder)
for (const folder of folders.all) {
  await mkdir(folder, { recursive: true })
  await chmod(folder, 0o755)
}
const sandboxOptions = { stateDir: folders.sandbox, nodeBin: dirname(process.execPath), toolchains }
const sandbox = await openSandbox(sandboxOptions)
const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 })
pool.on('error', (error) => logger.warn({ error: error.message }, 'an idle database connection was cut'))
const scripted = await startScriptedProvider()
await db().setting.upsert({
  where: { name: 'sandbox.report' },
  create: { name: 'sandbox.report', value: sandbox.report },
  update: { value: sandbox.report },
})

const parts: RunnerParts = {
  db: db(),
  pool,
  owner: runnerId ?? `${hostname()}-${process.pid}`,
  folders,
  sandbox,
  outside: createPlainSandbox({ ...sandboxOptions, report: sandbox.report }),
  engine: builtinEngine,
  deltas: createDeltaBuffer(pool, (error) =>
    logger.warn({ error: error.message }, 'streaming text could not be written; it will be written again'),
  ),
  scriptedUrl: scripted.url,
  publicUrl,
  ripgrep: rgPath,
  ripgrepFolder: dirname(rgPath),
  intervals: usualIntervals,
  logger,
}
const older = await sealOlderEvents(db(), folders)
if (older > 0) logger.info({ events: older }, 'events of an older release were sealed')
const queue = await workOffQueue(parts, databaseUrl)
logger.info({ owner: parts.owner, sandbox: sandbox.report.level }, 'the runner is ready')

dieWithParent(async () => {
  await queue.stop()
  await scripted.close()
  await pool.end()
  await db().$disconnect()
})
