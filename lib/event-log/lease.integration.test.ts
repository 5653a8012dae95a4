// Who drives, and what is left of one that no longer does: leases, epochs, the fence in every write, and streaming text.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fact, usual } from '../domain/given.ts'
import { createDeltaBuffer } from '../runner/delta-buffer.ts'
import { type OpenLog, openLog } from '../testing/open-log.ts'
import { type DeltaRow, flushDeltas, readOpenItems } from './deltas.ts'
import { type Claim, claimLease, findUnclaimed, releaseLease, renewLease } from './lease.ts'

let log: OpenLog
beforeAll(async () => {
  log = await openLog()
})
afterAll(() => log?.close())

const code = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: { code?: string }) => error.code ?? String(error),
  )
const expire = (sessionId: string) =>
  log.db.runLease.update({ where: { sessionId }, data: { leaseUntil: new Date(0) } })
const unclaimed = async (sessionId: string) =>
  (await findUnclaimed(log.db, 0)).some((one) => one.sessionId === sessionId)
async function working(): Promise<{ sessionId: string; claim: Claim }> {
  const sessionId = await log.begin()
  const claim = await log.claim(sessionId)
  await log.write(claim, ...usual.planning.slice(3), fact('turn.started', { kind: 'plan' }))
  return { sessionId, claim }
}

describe('a lease', () => {
  test('is one runner’s, until it is given back or runs out', async () => {
    const sessionId = await log.begin()
    expect(await unclaimed(sessionId)).toBe(true)
    const first = await log.claim(sessionId, 'one')
    expect(first.fence.epoch).toBe(1)
    expect(await claimLease(log.db, sessionId, 'two', 60)).toBeNull()
    expect(await unclaimed(sessionId)).toBe(false)
    await expire(sessionId)
    expect(await unclaimed(sessionId)).toBe(true)
    const second = await log.claim(sessionId, 'two')
    expect(second.fence.epoch).toBe(2)
    expect(second.state.run).toEqual({ status: 'running', id: first.fence.runId, epoch: 2 })
  })

  test('of many who reach for it at once, one gets it', async () => {
    const sessionId = await log.begin()
    const claims = await Promise.all(
      Array.from({ length: 6 }, (_, index) => claimLease(log.db, sessionId, `runner ${index}`, 60)),
    )
    expect(claims.filter((claim) => claim !== null)).toHaveLength(1)
  })

  test('is renewed by its epoch only', async () => {
    const { sessionId, claim } = await working()
    expect(await renewLease(log.db, claim.fence, 60)).toBe(true)
    await expire(sessionId)
    expect(await renewLease(log.db, claim.fence, 60)).toBe(true)
    expect(await claimLease(log.db, sessionId, 'two', 60)).toBeNull()
    await expire(sessionId)
    await log.claim(sessionId, 'two')
    expect(await renewLease(log.db, claim.fence, 60)).toBe(false)
  })

  test('is not given back over a wake-up that came meanwhile', async () => {
    const { sessionId, claim } = await working()
    await log.send({ type: 'session.rename', sessionId, data: { title: 'New' } } as never)
    const first = await releaseLease(log.db, claim.fence, claim.wake)
    expect(first).toEqual({ released: false, wake: claim.wake + 1 })
    expect(await releaseLease(log.db, claim.fence, first.wake)).toEqual({ released: true, wake: first.wake })
    expect(await renewLease(log.db, claim.fence, 60)).toBe(false)
  })

  test('that somebody else holds is nothing to give back', async () => {
    const { sessionId, claim } = await working()
    await expire(sessionId)
    const newer = await log.claim(sessionId, 'two')
    expect((await releaseLease(log.db, claim.fence, claim.wake)).released).toBe(true)
    expect(await renewLease(log.db, newer.fence, 60)).toBe(true)
  })

  test('is not for a session that waits for a person, or is over', async () => {
    const sessionId = await log.begin()
    const claim = await log.claim(sessionId)
    const reason = { kind: 'trouble' as const, message: 'So.' }
    await log.write(claim, fact('run.parked', { reason }))
    await releaseLease(log.db, claim.fence, claim.wake)
    expect(await claimLease(log.db, sessionId, 'two', 60)).toBeNull()
    expect(await unclaimed(sessionId)).toBe(false)
  })

  test('claims that lead to nothing are counted, and an event begins anew', async () => {
    const sessionId = await log.begin()
    const counts: number[] = []
    for (let claims = 0; claims < 4; claims += 1) {
      const claim = await log.claim(sessionId)
      counts.push(claim.idleClaims)
      if (claims === 2) await log.write(claim, fact('base.resolved'))
      await expire(sessionId)
    }
    expect(counts).toEqual([0, 1, 2, 0])
  })

  test('an intent that never comes to anything is no progress', async () => {
    const { sessionId, claim } = await working()
    const counts: number[] = []
    for (let claims = 0, last = claim; claims < 3; claims += 1) {
      await log.write(last, fact('model.requested'), fact('model.failed', { code: 'interrupted' }))
      await expire(sessionId)
      last = await log.claim(sessionId)
      counts.push(last.idleClaims)
    }
    // The first claim had brought the session as far as its turn.
    expect(counts).toEqual([0, 1, 2])
  })
})

describe('a runner of an older epoch', () => {
  test('writes nothing any more: no fact, no streaming text', async () => {
    const { sessionId, claim } = await working()
    await expire(sessionId)
    const newer = await log.claim(sessionId, 'two')
    expect(await code(log.write(claim, fact('model.requested')))).toBe('run.fenced')
    const row = (epoch: number, text: string): DeltaRow => ({
      sessionId,
      itemId: 'request-1.text',
      epoch,
      generation: epoch * 1000,
      offset: 0,
      text,
    })
    await flushDeltas(log.pool, [row(1, 'old'), row(2, 'new')])
    expect((await readOpenItems(log.db, [sessionId])).map((item) => item.text)).toEqual(['new'])
    await log.write(newer, fact('model.requested'))
  })
})

describe('streaming text', () => {
  const itemId = 'request-1.text'
  async function streaming() {
    const { sessionId, claim } = await working()
    await log.write(claim, fact('model.requested'))
    const buffer = createDeltaBuffer(log.pool, () => {})
    const text = async () =>
      (await readOpenItems(log.db, [sessionId])).filter((item) => item.itemId === itemId)
    return { sessionId, claim, buffer, text }
  }

  test('stands in pieces by offset, until its closing event takes its place', async () => {
    const { sessionId, claim, buffer, text } = await streaming()
    buffer.push(claim.fence, itemId, 'Hel')
    await buffer.flush()
    buffer.push(claim.fence, itemId, 'lo')
    buffer.push(claim.fence, 'request-1.reasoning', 'Because.')
    buffer.push(claim.fence, 'call-9.output', 'stays')
    await buffer.flush()
    expect(await text()).toEqual([
      { sessionId, itemId, generation: 1000, offset: 0, text: 'Hel' },
      { sessionId, itemId, generation: 1000, offset: 3, text: 'lo' },
    ])
    await log.write(claim, fact('model.replied', { text: 'Hello' }))
    expect((await readOpenItems(log.db, [sessionId])).map((item) => item.itemId)).toEqual(['call-9.output'])
  })

  test('a surrogate pair cut in two stays one character', async () => {
    const { claim, buffer, text } = await streaming()
    buffer.push(claim.fence, itemId, '\ud83d')
    await buffer.flush()
    buffer.push(claim.fence, itemId, '\ude00\u0000')
    await buffer.flush()
    expect((await text()).map((piece) => piece.text).join('')).toBe('😀\u2400')
  })

  test('that a crash of the database lost is written again, one generation up', async () => {
    const { claim, buffer, text } = await streaming()
    buffer.push(claim.fence, itemId, 'Hello')
    await buffer.flush()
    await log.db.$executeRaw`TRUNCATE "Delta"`
    buffer.rewrite()
    buffer.push(claim.fence, itemId, ', you')
    await buffer.flush()
    expect((await text()).map((piece) => [piece.generation, piece.text])).toEqual([[1001, 'Hello, you']])
  })
})
