// How often a commit goes to the database while its session is locked: what decides how many sessions one machine can serve.
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fact } from '../domain/given.ts'
import { type OpenLog, openLog } from '../testing/open-log.ts'
import { flushDeltas, removeLeftDeltas } from './deltas.ts'

let log: OpenLog
beforeAll(async () => {
  log = await openLog()
})
afterAll(() => log?.close())

/** The statements that the driver sends while this happens. */
async function statementsOf(happens: () => Promise<unknown>): Promise<string[]> {
  const sent: string[] = []
  const { query } = pg.Client.prototype
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    const [asked] = args as [string | { text: string }]
    sent.push(typeof asked === 'string' ? asked : asked.text)
    return Reflect.apply(query, this, args)
  } as typeof query
  try {
    await happens()
  } finally {
    pg.Client.prototype.query = query
  }
  return sent.map((text) => text.trim().split(/\s+/).slice(0, 3).join(' '))
}

test('a runner writes an event in five: begin, lock and fence, event, session with its deltas and notice, commit', async () => {
  const claim = await log.claim(await log.begin())
  const requestId = 'request'
  await log.write(
    claim,
    fact('base.resolved'),
    fact('environment.prepared'),
    fact('check.finished', { purpose: 'base' }),
    fact('turn.started', { turnId: 'turn-1', kind: 'plan' }),
  )
  const sent = await statementsOf(() => log.write(claim, fact('model.requested', { requestId })))
  expect(sent).toEqual([
    'BEGIN',
    'SELECT s.id, s."projectId",',
    'INSERT INTO "public"."Event"',
    'WITH closed AS',
    'COMMIT',
  ])
})

test('a session that was cancelled keeps no streaming text, not even what was on its way', async () => {
  const sessionId = await log.begin()
  const { fence } = await log.claim(sessionId)
  const stream = (offset: number) =>
    flushDeltas(log.pool, [
      { sessionId, itemId: 'r.text', epoch: fence.epoch, generation: 0, offset, text: 'words' },
    ])
  const left = () => log.db.delta.count({ where: { sessionId } })
  await stream(0)
  await log.send({ type: 'session.cancel', sessionId, data: { reason: '' } } as never)
  expect(await left()).toBe(0)
  await stream(5)
  expect(await left()).toBe(1)
  await removeLeftDeltas(log.db)
  expect(await left()).toBe(0)
})
