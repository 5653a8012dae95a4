import { expect, test } from 'vitest'
import { createDb } from '../db.ts'
import { createTestDatabase } from './test-database.ts'

test('every clone has the schema, is empty, and is nobody else’s', async () => {
  const [one, other] = await Promise.all([createTestDatabase(), createTestDatabase()])
  const [dbOne, dbOther] = [createDb(one.url), createDb(other.url)]
  try {
    await dbOne.setting.create({ data: { name: 'greeting', value: 'hello' } })
    expect(await dbOne.setting.count()).toBe(1)
    expect(await dbOther.setting.count()).toBe(0)
  } finally {
    await Promise.all([dbOne.$disconnect(), dbOther.$disconnect()])
    await Promise.all([one.drop(), other.drop()])
  }
})
