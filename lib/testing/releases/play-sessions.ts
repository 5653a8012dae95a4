// Played inside a release's own checkout (make.mjs copies it there): its runner drives five sessions to five different ends, and
// this checkout's `backup` packs the result. Uses only what every release has offered to its tests so far.
import { rename } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { beginSession, type Drive } from '../drive-session.ts'
import { type Installation, startInstallation } from '../start-installation.ts'

const { RELEASE_BACKUP_FILE: file = '', RELEASE_BACKUP_BY: by = '' } = process.env

let here: Installation
beforeAll(async () => {
  here = await startInstallation()
})
afterAll(() => here?.stop())

/** A project as the page makes it: its source is the sample of its own. */
async function begin(title: string): Promise<Drive> {
  const id = await here.addSampleProject()
  const { sourceLocation } = await here.db.project.findUniqueOrThrow({ where: { id } })
  const own = here.parts.folders.sample(id)
  await rename(sourceLocation, own)
  await here.db.project.update({
    where: { id },
    data: { name: title, sourceKind: 'sample', sourceLocation: own },
  })
  return beginSession(here, { projectId: id })
}

test('five sessions: merged, waiting for plan, review and signature, and cancelled', async () => {
  const merged = await begin('Merged')
  await merged.approvePlan()
  await merged.acceptAndSign()

  await (await begin('Plan waits')).asked('plan')

  const reviewing = await begin('Review waits')
  await reviewing.approvePlan()
  await reviewing.reviewed()

  const signing = await begin('Signature waits')
  await signing.approvePlan()
  await signing.submit(await signing.reviewed())
  await signing.asked('signature')

  const cancelled = await begin('Cancelled')
  await cancelled.approvePlan()
  await cancelled.reviewed()
  await cancelled.cancel('Not wanted any more.')

  const { backUp } = await import(by)
  const { COUNTERSIGN_SECRET: secret } = process.env
  await backUp({ file, folder: here.dataFolder, url: here.url, secret, withSecret: true })
  expect(await here.db.session.count()).toBe(5)
})
