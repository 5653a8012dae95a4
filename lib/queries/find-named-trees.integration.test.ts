import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDb, type Db } from '../db.ts'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { requireNamedTrees } from './find-named-trees.ts'

let database: TestDatabase
let db: Db
beforeAll(async () => {
  database = await createTestDatabase()
  db = createDb(database.url)
  await db.project.create({
    data: { id: 'p', name: 'P', slug: 'p', sourceKind: 'sample', sourceLocation: '' },
  })
  await db.user.create({ data: { id: 'u', name: 'U', email: 'u@example.org' } })
  for (const [number, id] of ['mine', 'other'].entries()) {
    const at = new Date('2026-01-02T03:04:05Z')
    const words = {
      title: 'T',
      desiredState: 'D',
      targetBranch: 'main',
      phase: 'review-waits',
      runStatus: 'parked',
    }
    const row = {
      id,
      number: number + 1,
      projectId: 'p',
      createdById: 'u',
      state: {},
      createdAt: at,
      updatedAt: at,
    }
    await db.session.create({ data: { ...row, ...words } })
  }
  await write('mine', 1, 'base.resolved', { tree: 'base' })
  await write('mine', 2, 'tree.built', { acceptedTree: 'accepted', mergedTree: 'merged' })
  await write('mine', 3, 'message.posted', { tree: 'talked-about' })
  await write('other', 1, 'snapshot.taken', { tree: 'theirs' })
})
afterAll(async () => {
  await db.$disconnect()
  await database.drop()
})

async function write(sessionId: string, seq: number, type: string, data: Record<string, string>) {
  const at = new Date('2026-01-02T03:04:05Z')
  await db.event.create({
    data: { sessionId, seq, type, data, actor: {}, commandId: `${seq}`, ordinal: 0, at },
  })
}

test('trees that events of this session name may be read', async () => {
  await expect(requireNamedTrees(db, 'mine', ['base', 'accepted', 'merged'])).resolves.toBeUndefined()
})

test.each(['theirs', 'talked-about', 'never', ''])('"%s" may not', async (tree) => {
  await expect(requireNamedTrees(db, 'mine', ['base', tree])).rejects.toMatchObject({ code: 'tree.unknown' })
})
