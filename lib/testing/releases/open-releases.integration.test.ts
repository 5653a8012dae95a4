// What older releases left behind opens in this one: for each backup in this folder, every session is whole, the ones that waited go on
// to a merge, and what was signed then still verifies.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { readGit } from '../../git/run-git.ts'
import { compareFolds } from '../compare-folds.ts'
import { driveSession, ofType } from '../drive-session.ts'
import { expectWhole, openRestored, type Restored } from '../open-restored.ts'

const backups = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.tar'))

let here: Restored | undefined
afterEach(() => here?.close())

test('there is one for every release so far', () => {
  expect(backups).toContain('0.1.0.tar')
})

test.each(backups)('%s opens, and its sessions go on', { timeout: 300_000 }, async (name) => {
  here = await openRestored(join(import.meta.dirname, name))
  await expectWhole(here)
  await compareFolds(here.db)
  const { db, folders } = here
  const session = async (title: string) =>
    driveSession(here!, (await db.session.findFirstOrThrow({ where: { project: { name: title } } })).id)

  const merged = await session('Merged')
  const finished = ofType(await merged.events(), 'merge.finished')[0]!
  const { projectId } = await db.session.findUniqueOrThrow({ where: { id: merged.sessionId } })
  expect(await readGit({ gitDir: folders.repository(projectId) }, ['rev-parse', 'refs/heads/main'])).toBe(
    finished.data.commit,
  )
  const cancelled = await session('Cancelled')
  expect(ofType(await cancelled.events(), 'session.cancelled')).toHaveLength(1)

  here.startRunner()
  const signing = await session('Signature waits')
  const signature = await signing.asked('signature')
  await signing.decide(signature)
  await signing.waitFor('merge.finished', signature.seq)

  await (await session('Review waits')).acceptAndSign()

  const planned = await session('Plan waits')
  await planned.approvePlan()
  await planned.acceptAndSign()
  await expectWhole(here)
  expect(await db.session.count({ where: { phase: 'merged' } })).toBe(4)
})
