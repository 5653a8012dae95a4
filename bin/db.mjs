// `npm run db -- migrate dev --name add-something`: Prisma's command line for developers, working without the network.
// Uses DATABASE_URL, or else a throw-away database that exists for this one command, migrated by Prisma itself.
// `npm run db -- drift` says whether the migrations make exactly what the schema describes (exit code 2 when not).
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { migrate } from './migrate.mjs'
import { nodePath, root, runNode } from './node-runtime.mjs'
import { startPostgres } from './postgres.mjs'
import { prepareCheckout } from './prepare-checkout.mjs'
import { endWith } from './say.mjs'

const drift = [
  'migrate',
  'diff',
  '--from-migrations',
  'prisma/migrations',
  '--to-schema',
  'prisma/schema.prisma',
  '--script',
  '--exit-code',
]

function runPrisma(args, url) {
  return runNode(['node_modules/prisma/build/index.js', ...args], {
    DATABASE_URL: url,
    PRISMA_SCHEMA_ENGINE_BINARY: join(root, 'bin/schema-engine.mjs'),
    // The engine is started by its own first line, with the node on the path.
    PATH: `${dirname(nodePath())}:${process.env.PATH}`,
    CHECKPOINT_DISABLE: '1',
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
  })
}

async function withDatabase(use) {
  if (process.env.DATABASE_URL) return use(process.env.DATABASE_URL)
  const folder = mkdtempSync(join(tmpdir(), 'countersign-db-'))
  const server = await startPostgres({ folder, options: { fsync: 'off' }, leashed: true })
  try {
    await migrate(server.url)
    return await use(server.url)
  } finally {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

try {
  const args = process.argv.slice(2)
  await prepareCheckout({ dev: true, pages: false })
  process.exitCode = await withDatabase((url) => runPrisma(args[0] === 'drift' ? drift : args, url))
} catch (error) {
  endWith(error)
}
