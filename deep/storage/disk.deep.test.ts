// The disk under an installation is full, or read-only. No acknowledged decision is lost, and it is said what is wrong.
import { randomBytes } from 'node:crypto'
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, type TestContext } from 'vitest'
import { migrate } from '../../bin/migrate.mjs'
import { captureNode } from '../../bin/node-runtime.mjs'
import { startPostgres } from '../../bin/postgres.mjs'
import { installQueue } from '../../bin/prepare-database.mjs'
import { findDiskTrouble } from '../../lib/settings/find-disk-trouble.ts'
import { eachCase } from '../each-case.ts'
import { startDeciding } from './decide-on.ts'
import { type Disk, makeDisk } from './make-disk.ts'
import { openOn, undo, undoAll, until } from './open-on.ts'

afterEach(undoAll)

/** Mounts one, or skips the case: where tests do not run as root, there is nothing to try it on. */
function diskOrSkip(context: TestContext, megabytes: number): Disk {
  const disk = makeDisk(megabytes)
  if (!disk && process.getuid?.() !== 0)
    context.skip('only root can mount a disk; run the tests as root to try this')
  if (!disk) throw new Error('root could not mount a disk: the tests need the right to mount')
  undo.push(disk.remove)
  return disk
}

async function fillsTheDisk(context: TestContext): Promise<void> {
  const disk = diskOrSkip(context, 400)
  const folder = join(disk.path, 'postgres')
  const start = () => startPostgres({ folder, options: { fsync: 'off' }, leashed: true })
  let server = await start()
  undo.push(() => server.stop())
  await migrate(server.url)
  await installQueue(server.url)
  const db = openOn(server.url, disk.path)
  const ada = await startDeciding(db)
  expect(await ada.say()).toBe(true)
  expect(await findDiskTrouble(disk.path)).toBeNull()

  const ballast = join(disk.path, 'ballast')
  const { bavail, bsize } = statfsSync(disk.path)
  writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - 2_000_000)))
  expect(await findDiskTrouble(disk.path)).toContain('Disk full')
  let refused = 0
  for (let round = 0; round < 400 && refused < 3; round++)
    if (!(await ada.say(randomBytes(150_000).toString('base64')))) refused += 1
  expect(refused).toBe(3)

  rmSync(ballast)
  // What keeps it running starts it again when it gave up; here that is this line.
  if (await ended(server)) server = await start()
  await until(() => ada.say())
  expect(await findDiskTrouble(disk.path)).toBeNull()
  await ada.expectAll()
}

const ended = (server: { ended: Promise<unknown> }) =>
  Promise.race([
    server.ended.then(() => true),
    new Promise<boolean>((resolve) => setTimeout(resolve, 1000, false)),
  ])

async function makesItReadOnly(context: TestContext): Promise<void> {
  const disk = diskOrSkip(context, 20)
  const folder = join(disk.path, 'data')
  mkdirSync(folder)
  disk.readOnly()
  expect(await findDiskTrouble(folder)).toContain('cannot be written')
  const { code, output } = await captureNode(['bin/start.mjs'], { env: { COUNTERSIGN_DATA: folder } })
  expect(output).toContain(`The data directory ${folder} cannot be written (EROFS).`)
  expect(code).toBe(1)
  disk.writable()
  expect(await findDiskTrouble(folder)).not.toContain('cannot be written')
}

const cases = [
  { name: 'full, then freed', run: fillsTheDisk },
  { name: 'read-only at the start', run: makesItReadOnly },
]

eachCase('storage: disk', cases, { sample: 1, timeout: 300_000 }, ({ run }, context) => run(context))
