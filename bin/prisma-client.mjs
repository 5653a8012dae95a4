// Generates the database client from prisma/schema.prisma when it is missing or outdated.
// Works without the network: Prisma insists on a schema engine that it would download, but generating never calls it,
// so any file that exists will do. Only here: the same trick makes its migration commands do nothing and report success.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fingerprint, isStamped, writeStamp } from './fingerprint.mjs'
import { captureNode, root } from './node-runtime.mjs'
import { Stop, startStep } from './say.mjs'

const stampPath = join(root, 'prisma/generated/.made-from')

function currentStamp() {
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules/prisma/package.json'), 'utf8'))
  return `${version} ${fingerprint(root, ['prisma/schema.prisma', 'prisma.config.ts'])}`
}

export async function ensurePrismaClient({ onSpawn } = {}) {
  const stamp = currentStamp()
  if (isStamped(stampPath, stamp)) return
  const step = startStep('database', 'generating its client')
  const { code, output } = await captureNode(['node_modules/prisma/build/index.js', 'generate'], {
    env: {
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      CHECKPOINT_DISABLE: '1',
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
    },
    onSpawn,
  })
  if (code !== 0) {
    step.stop()
    throw new Stop(`The database client could not be generated:\n\n${output.trim()}`)
  }
  writeStamp(stampPath, stamp)
  step.done('client generated')
}
