// Freed is what nobody needs, and nothing else: work that no snapshot has stays, and so does whatever the database does not know.
import { access, chown, mkdir, mkdtemp, readdir, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readStorage } from '../settings/read-storage.ts'
import { beginSession } from '../testing/drive-session.ts'
import { type Installation, startInstallation } from '../testing/start-installation.ts'
import { removeTemporaryFolder } from '../testing/temporary-folder.ts'
import { freeSpace, measureStorage } from './free-space.ts'
import { removeTemporary } from './tidy-up.ts'

let here: Installation
beforeAll(async () => {
  here = await startInstallation()
})
afterAll(() => here?.stop())

const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )
const never = new AbortController().signal
const longAgo = new Date(Date.now() - 7 * 3_600_000)

test('folders of ended sessions go when a snapshot has them; everything else stays', {
  timeout: 400_000,
}, async () => {
  const { parts, db } = here
  const { folders } = parts
  const reviewing = async () => {
    const session = await beginSession(here, { projectId: await here.addSampleProject() })
    const plan = await session.approvePlan()
    await session.reviewed(plan.seq)
    return session
  }
  const [saved, unsaved, waiting] = await Promise.all([reviewing(), reviewing(), reviewing()])
  await writeFile(join(folders.worktree(unsaved.sessionId), 'late.txt'), 'in no snapshot')
  for (const session of [saved, unsaved]) {
    await session.cancel()
    await session.waitFor('session.cancelled')
  }
  const stranger = folders.worktree('nobody-knows-this')
  await mkdir(stranger)
  const unused = folders.environment('a'.repeat(64))
  const fresh = folders.environment('b'.repeat(64))
  const dead = folders.checkout(`${saved.sessionId}.0.left`)
  const foreign = folders.checkout('somebody.1.else')
  for (const folder of [unused, fresh, dead, foreign]) {
    await parts.sandbox.makeFolder(folder)
    const content = join(folder, 'content')
    await writeFile(content, 'x'.repeat(100_000))
    const { owner } = parts.sandbox
    if (owner) await chown(content, owner.uid, owner.gid)
  }
  await utimes(unused, longAgo, longAgo)

  await measureStorage(parts)
  const before = await readStorage(db)
  expect(before?.reclaimable).toEqual({ worktrees: 2, environments: 1, leftovers: 1 })
  expect(before?.bytes.reclaimable).toBeGreaterThan(200_000)
  expect(before?.bytes.total).toBeGreaterThan(before!.bytes.reclaimable)

  await freeSpace(parts, never)
  const stays = [
    folders.worktree(unsaved.sessionId),
    folders.worktree(waiting.sessionId),
    stranger,
    fresh,
    foreign,
  ]
  const goes = [folders.worktree(saved.sessionId), folders.scratch(saved.sessionId), unused, dead]
  expect(await Promise.all(stays.map(isThere))).toEqual(stays.map(() => true))
  expect(await Promise.all(goes.map(isThere))).toEqual(goes.map(() => false))
  expect(await isThere(join(folders.worktree(unsaved.sessionId), 'late.txt'))).toBe(true)
  const after = await readStorage(db)
  expect(after).toMatchObject({ state: 'measured', bytes: { reclaimable: 0 }, freed: { removed: 3 } })
  expect(after?.freed?.kept).toEqual([
    {
      sessionId: unsaved.sessionId,
      reason: 'The folder holds work that no snapshot has. Take a snapshot first.',
    },
  ])
  // What was dropped is in git still.
  await waiting.acceptAndSign()
})

test('temporary folders go only when their process is gone, and not at once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-test-'))
  const names = {
    dead: 'countersign-index-999999999-abc',
    living: `countersign-index-${process.pid}-abc`,
    young: 'countersign-way-999999999-abc',
    other: 'something-999999999-abc',
  }
  for (const name of Object.values(names)) {
    await mkdir(join(folder, name))
    if (name !== names.young) await utimes(join(folder, name), longAgo, longAgo)
  }
  expect(await removeTemporary(folder)).toBe(1)
  expect((await readdir(folder)).sort()).toEqual([names.living, names.young, names.other].sort())
  removeTemporaryFolder(folder)
})
