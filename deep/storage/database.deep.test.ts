// The database cannot be reached for two minutes: nobody is told that something was kept which was not, and it goes on by itself.
import { afterEach, expect } from 'vitest'
import { createTestDatabase } from '../../lib/testing/test-database.ts'
import { eachCase } from '../each-case.ts'
import { startPostgresProxy } from '../faults/postgres-proxy.ts'
import { startDeciding } from './decide-on.ts'
import { openOn, undo, undoAll, until } from './open-on.ts'

afterEach(undoAll)

async function refusesForTwoMinutes(): Promise<void> {
  const database = await createTestDatabase()
  undo.push(database.drop)
  const proxy = await startPostgresProxy(database.url)
  undo.push(() => proxy.close())
  const db = openOn(proxy.url, '/nonexistent')
  const ada = await startDeciding(db)
  expect(await ada.say()).toBe(true)
  proxy.cut()
  const since = Date.now()
  while (Date.now() - since < 120_000) {
    expect(await ada.say()).toBe(false)
    await new Promise((resolve) => setTimeout(resolve, 2_000))
  }
  proxy.restore()
  // The same client, without anybody doing anything.
  await until(() => ada.say())
  await ada.expectAll()
}

const cases = [{ name: 'refuses connections for two minutes', run: refusesForTwoMinutes }]

eachCase('storage: database', cases, { sample: 0, timeout: 300_000 }, ({ run }) => run())
