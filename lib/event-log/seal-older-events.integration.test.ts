// Events of the release before: sealed once, at the first start that finds them; what is written by hand after that stays unsealed.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Event } from '../protocol/events.ts'
import { openLog } from '../testing/open-log.ts'
import { readTrueEvents } from './read-true-events.ts'
import { sealOlderEvents } from './seal-older-events.ts'

let log: Awaited<ReturnType<typeof openLog>>
let folder: string
beforeAll(async () => {
  log = await openLog()
  folder = await mkdtemp(join(tmpdir(), 'countersign-seals-'))
})
afterAll(async () => {
  await log?.close()
  await rm(folder, { recursive: true, force: true })
})

async function readable(sessionId: string): Promise<number> {
  const read: Event[] = []
  for await (const event of readTrueEvents(log.db, sessionId)) read.push(event)
  return read.length
}

test('what had no seal is readable after the first start, and never again by a later one', async () => {
  const sessionId = await log.begin()
  const written = await log.db.event.count({ where: { sessionId } })
  const unseal = () => log.db.event.updateMany({ where: { sessionId }, data: { mac: null } })
  await unseal()
  await expect(readable(sessionId)).rejects.toMatchObject({ code: 'log.changed' })
  const mark = { sealed: join(folder, 'mark') }
  expect(await sealOlderEvents(log.db, mark)).toBe(written)
  expect(await readable(sessionId)).toBe(written)
  await unseal()
  expect(await sealOlderEvents(log.db, mark)).toBe(0)
  await expect(readable(sessionId)).rejects.toMatchObject({ code: 'log.changed' })
})

test('any user of the database may ask for the name that the mark bears', async () => {
  const [answer] = await log.db.$queryRaw<{ may: boolean }[]>`
    SELECT has_function_privilege('public', 'pg_control_system()', 'EXECUTE') AS may`
  expect(answer?.may).toBe(true)
})
