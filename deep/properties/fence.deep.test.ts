// Any order of claims, renewals, ends of leases and writes by runners that may long be replaced: what an older epoch writes never
// lands, an epoch only grows, and the log holds exactly what was answered with yes.
import fc from 'fast-check'
import { afterAll, beforeAll, expect } from 'vitest'
import { fact, usual } from '../../lib/domain/given.ts'
import { flushDeltas } from '../../lib/event-log/deltas.ts'
import { type Claim, claimLease, releaseLease, renewLease } from '../../lib/event-log/lease.ts'
import { readAllEvents } from '../../lib/event-log/read-events.ts'
import { record } from '../../lib/event-log/record.ts'
import { compareWithRows } from '../../lib/event-log/replay.ts'
import type { Event } from '../../lib/protocol/events.ts'
import { type OpenLog, openLog } from '../../lib/testing/open-log.ts'
import { eachCase } from '../each-case.ts'
import { told } from '../races/rounds.ts'

let log: OpenLog
beforeAll(async () => {
  log = await openLog()
})
afterAll(() => log?.close())

type Move = {
  do: 'claim' | 'renew' | 'expire' | 'release' | 'record' | 'stream'
  who: number
  aside: boolean
}
const move: fc.Arbitrary<Move> = fc.record({
  do: fc.constantFrom('claim', 'claim', 'renew', 'expire', 'expire', 'release', 'record', 'record', 'stream'),
  // Counted from the newest claim: older ones are those that no longer drive.
  who: fc.nat(3),
  /** Goes together with the next move instead of before it. */
  aside: fc.boolean(),
})

type Course = { sessionId: string; claims: Claim[]; recorded: Map<string, boolean>; streamed: number[] }

async function make(course: Course, one: Move): Promise<void> {
  const { sessionId, claims } = course
  const claim = claims.at(-1 - one.who)
  if (one.do === 'claim') {
    const made = await claimLease(log.db, sessionId, `runner ${crypto.randomUUID()}`, 60)
    if (made) claims.push(made)
    return
  }
  if (one.do === 'expire') {
    await log.db.runLease.update({ where: { sessionId }, data: { leaseUntil: new Date(0) } })
    return
  }
  if (!claim) return
  const { epoch } = claim.fence
  const newest = () => Math.max(...claims.map((each) => each.fence.epoch))
  switch (one.do) {
    case 'renew': {
      const before = newest()
      if (await renewLease(log.db, claim.fence, 60)) expect(epoch).toBeGreaterThanOrEqual(before)
      return
    }
    case 'release':
      await releaseLease(log.db, claim.fence, claim.wake)
      return
    case 'record': {
      const name = crypto.randomUUID()
      const before = newest()
      const work = record(log.db, claim.fence, [fact('model.requested', { requestId: name })], name)
      const answer = await told(work)
      course.recorded.set(name, answer.ok)
      // Whoever was replaced before it began to write must have been refused.
      if (epoch < before) expect(answer).toMatchObject({ ok: false, code: 'run.fenced' })
      return
    }
    case 'stream': {
      const itemId = `${epoch}.${crypto.randomUUID()}`
      const replaced = epoch < newest()
      await flushDeltas(log.pool, [{ sessionId, itemId, epoch, generation: 0, offset: 0, text: 'x' }])
      const landed = await log.db.delta.count({ where: { sessionId, itemId } })
      if (replaced) expect(landed).toBe(0)
      return
    }
    default:
      return one.do satisfies never
  }
}

const seeds = Array.from({ length: 10 }, (_, seed) => ({
  name: `fence: courses of seed ${seed + 1}`,
  seed: seed + 1,
}))

eachCase('properties', seeds, { sample: 1, timeout: 200_000 }, async ({ seed }) => {
  await fc.assert(
    fc.asyncProperty(fc.array(move, { minLength: 8, maxLength: 30 }), async (moves) => {
      const sessionId = await log.begin()
      const first = await log.claim(sessionId)
      await log.write(first, ...usual.planning.slice(3), fact('turn.started', { kind: 'plan' }))
      const course: Course = { sessionId, claims: [first], recorded: new Map(), streamed: [] }
      let together: Promise<void>[] = []
      for (const one of moves) {
        together.push(make(course, one))
        if (one.aside) continue
        await Promise.all(together)
        together = []
      }
      await Promise.all(together)
      const events: Event[] = []
      for await (const event of readAllEvents(log.db, sessionId)) events.push(event)
      const epochs = events.flatMap(({ actor }) => (actor.kind === 'runner' ? [actor.epoch] : []))
      expect(epochs).toEqual([...epochs].sort((a, b) => a - b))
      const claimed = events.flatMap((event) => (event.type === 'run.started' ? [event.data.epoch] : []))
      expect(claimed).toEqual(claimed.map((_, index) => index + 1))
      const written = events.flatMap((event) =>
        event.type === 'model.requested' ? [event.data.requestId] : [],
      )
      expect(written.sort()).toEqual([...course.recorded].flatMap(([name, ok]) => (ok ? [name] : [])).sort())
      expect(await compareWithRows(log.db, sessionId)).toEqual([])
    }),
    { numRuns: 6, seed, endOnFailure: true },
  )
})
