// A backup taken while sessions run, restored elsewhere: nothing of what the log names is missing, and what was interrupted goes on.
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { beginSession, driveSession, ofType } from '../lib/testing/drive-session.ts'
import { expectWhole, openRestored, type Restored } from '../lib/testing/open-restored.ts'
import { type Installation, startInstallation } from '../lib/testing/start-installation.ts'
import { createTemporaryFolder, removeTemporaryFolder } from '../lib/testing/temporary-folder.ts'
import { captureNode } from './node-runtime.mjs'

let here: Installation
let there: Restored | undefined
const outer = { path: '' }
beforeAll(async () => {
  outer.path = createTemporaryFolder()
  here = await startInstallation()
})
afterAll(async () => {
  await there?.close()
  await here?.stop()
  removeTemporaryFolder(outer.path)
})

test('sessions run on while it is made, and go on where it is restored', { timeout: 400_000 }, async () => {
  const project = () => here.addSampleProject()
  const merged = await beginSession(here, { projectId: await project() })
  await merged.approvePlan()
  await merged.acceptAndSign()
  const working = await beginSession(here, { projectId: await project() })
  const planning = await beginSession(here, { projectId: await project() })
  const plan = await working.approvePlan()
  // The agent has changed files, and no snapshot has them yet.
  const patched = await working.waitFor(
    'tool.started',
    plan.seq,
    (event) => event.data.name === 'apply_patch',
  )
  await working.waitFor('tool.finished', patched.seq)
  const file = join(outer.path, 'backup.tar')
  const { COUNTERSIGN_SECRET = '' } = process.env
  const env = { DATABASE_URL: here.url, COUNTERSIGN_DATA: here.dataFolder, COUNTERSIGN_SECRET }
  const { code, output } = await captureNode(['bin/countersign.mjs', 'backup', file], { env })
  expect(output).toContain('Backed up to')
  expect(code).toBe(0)
  // The installation itself was not disturbed.
  await working.reviewed()
  await planning.asked('plan')

  there = await openRestored(file)
  await expectWhole(there)
  for (const { id } of await there.db.session.findMany()) {
    const copied = await there.events(id)
    expect(copied).toEqual((await here.events(id)).slice(0, copied.length))
  }
  expect(await there.db.session.count()).toBe(3)
  expect(ofType(await there.events(merged.sessionId), 'merge.finished')).toHaveLength(1)
  expect(ofType(await there.events(working.sessionId), 'snapshot.taken')).toEqual([])

  there.startRunner()
  const resumed = driveSession(there, working.sessionId)
  const { review } = await resumed.acceptAndSign()
  expect(review.data.hunks.length).toBeGreaterThan(0)
  const again = ofType(await resumed.events(), 'turn.ended').find((event) => event.data.outcome === 'stopped')
  expect(again?.data.reason).toContain('The work folder was lost')
  const planned = driveSession(there, planning.sessionId)
  await planned.approvePlan()
  await planned.acceptAndSign()
  await expectWhole(there)
})
