// Started once per test run: a throw-away PostgreSQL with one migrated template database that tests clone.
// Trades durability for speed, which nothing but a test may do. Leaves neither process nor file behind.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { migrate } from '../../bin/migrate.mjs'
import { startPostgres } from '../../bin/postgres.mjs'
import { installQueue } from '../../bin/prepare-database.mjs'
import { templateName } from './test-database.ts'

declare module 'vitest' {
  interface ProvidedContext {
    testServerUrl: string
  }
}

const fast = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: 300 }

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-tests-'))
  const server = await startPostgres({ folder, options: fast, leashed: true })
  const template = Object.assign(new URL(server.url), { pathname: `/${templateName}` }).href
  await migrate(template)
  await installQueue(template)
  project.provide('testServerUrl', server.url)
  return async () => {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}
