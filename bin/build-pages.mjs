// Builds the pages when there is no build, or when it was made from other sources.
// A build that fails or is broken off leaves no stamp, so the next start builds again.
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fingerprint, isStamped, writeStamp } from './fingerprint.mjs'
import { captureNode, root } from './node-runtime.mjs'
import { Stop, startStep } from './say.mjs'

const stampPath = join(root, '.next/countersign-made-from')
const sources = [
  'app',
  'components',
  'lib',
  'public',
  'next.config.js',
  'postcss.config.mjs',
  'package-lock.json',
  'prisma/schema.prisma',
]
const isTest = (path) => /\.(test|integration\.test)\.tsx?$/.test(path)

export async function ensurePages({ onSpawn } = {}) {
  const stamp = fingerprint(root, sources, isTest)
  if (existsSync(join(root, '.next/BUILD_ID')) && isStamped(stampPath, stamp)) return
  const step = startStep('pages', 'building')
  rmSync(stampPath, { force: true })
  // Types that a development server left for routes that are gone would break the build.
  rmSync(join(root, '.next/dev'), { recursive: true, force: true })
  const { code, output } = await captureNode(['node_modules/next/dist/bin/next', 'build'], {
    env: { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    onSpawn,
  })
  if (code !== 0) {
    step.stop()
    throw new Stop(`The pages could not be built:\n\n${output.trim()}`)
  }
  writeStamp(stampPath, stamp)
  step.done('built')
}
