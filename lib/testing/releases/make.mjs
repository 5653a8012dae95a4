// Makes the backup of a release that later releases have to open: `node lib/testing/releases/make.mjs <checkout of the release>`.
// The checkout needs its packages and its database client. The file is named after the release's version.
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { nodePath } from '../../../bin/node-runtime.mjs'

const checkout = process.argv[2]
if (!checkout) throw new Error('Name the checkout of the release.')
const { version } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8'))
const here = (name) => fileURLToPath(new URL(name, import.meta.url))
const file = here(`${version}.tar`)
const folder = join(checkout, 'lib/testing/releases')
const played = join(folder, 'play-sessions.integration.test.ts')
mkdirSync(folder, { recursive: true })
copyFileSync(here('play-sessions.ts'), played)
try {
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'integration', played]
  const env = {
    ...process.env,
    RELEASE_BACKUP_FILE: file,
    RELEASE_BACKUP_BY: here('../../../bin/backup.mjs'),
  }
  process.exitCode = spawnSync(nodePath(), args, { cwd: checkout, stdio: 'inherit', env }).status ?? 1
} finally {
  rmSync(played, { force: true })
}
