// Two people at work in one session at the same moment: reviews, pushes, retries and messages. One outcome, the other person is told.
import { afterAll, beforeAll, expect } from 'vitest'
import { type OpenLog, openLog } from '../../lib/testing/open-log.ts'
import { codes, eachRound, told, won } from './rounds.ts'
import { askIn, countOf, decisionsIn, mergedIn, type Reviewing, reviewIn } from './waiting-session.ts'

let log: OpenLog
beforeAll(async () => {
  log = await openLog()
})
afterAll(() => log?.close())

const spread = 12

type Next = 'keep' | 'send-back' | 'request-signature'
const review = (open: Reviewing, next: Next, decision: 'accept' | 'reject', message: string) => ({
  type: 'review.submit',
  data: {
    reviewId: open.reviewId,
    decisions: open.hunkIds.map((hunkId) => ({ hunkId, decision })),
    comments: [],
    message,
    next,
  },
})

eachRound('two reviews sent at once', { rounds: 100 }, async (round) => {
  const open = await reviewIn(log)
  const wishes: [Next, Next] = [
    round.pick('keep', 'send-back', 'request-signature'),
    round.pick('keep', 'send-back', 'request-signature'),
  ]
  const resumed = countOf(await open.events(), 'run.resumed')
  const answers = await Promise.all([
    round.wait(spread).then(() => told(open.send(review(open, wishes[0], 'accept', 'From Ada.'), log.ada))),
    round.wait(spread).then(() => told(open.send(review(open, wishes[1], 'accept', 'From Bob.'), log.bob))),
  ])
  const events = await open.events()
  const sent = events.flatMap((event) => (event.type === 'review.submitted' ? [event.data] : []))
  const closing = sent.filter((one) => one.next !== 'keep')
  // What closes the round is sent once; whatever was kept before it stands beside it, and nothing follows it.
  expect(closing.length).toBe(wishes.every((next) => next === 'keep') ? 0 : 1)
  expect(countOf(events, 'run.resumed') - resumed).toBe(closing.length)
  if (closing.length > 0) expect(sent.at(-1)).toEqual(closing[0])
  expect(sent).toHaveLength(won(answers))
  for (const code of codes(answers)) expect(code).toBe('review.stale')
  await open.check()
})

eachRound('message against review', { rounds: 40 }, async (round) => {
  const open = await reviewIn(log)
  const data = { text: 'One thing more.', mentions: [], interrupt: false }
  const [sent, posted] = await Promise.all([
    round.wait(spread).then(() => told(open.send(review(open, 'request-signature', 'accept', ''), log.ada))),
    round.wait(spread).then(() => told(open.send({ type: 'message.post', data }, log.bob))),
  ])
  expect(posted.ok).toBe(true)
  if (!sent.ok) expect(sent.code).toBe('review.stale')
  const { state } = await log.db.session.findUniqueOrThrow({ where: { id: open.sessionId } })
  expect(state).toMatchObject({ undelivered: 1, run: { status: 'queued' } })
  await open.check()
})

eachRound('archive against decide', { rounds: 40 }, async (round) => {
  const open = await askIn(log, round.pick('plan', 'signature'))
  const answers = await Promise.all([
    round.wait(spread).then(() => told(open.decide({}, log.ada))),
    round.wait(spread).then(() => told(open.send({ type: 'session.archive', data: {} }, log.bob))),
    round.wait(spread).then(() => told(open.send({ type: 'session.archive', data: {} }, log.ada))),
  ])
  // Archiving only puts a session out of sight: it takes nothing from a decision.
  expect([answers[0].ok, won(answers), codes(answers)]).toEqual([true, 2, ['session.already-archived']])
  const events = await open.events()
  expect([decisionsIn(events).length, countOf(events, 'session.archived')]).toEqual([1, 1])
  await open.check()
})

eachRound('push asked for twice', { rounds: 40 }, async (round) => {
  const open = await mergedIn(log)
  const push = (toTarget: boolean, who: typeof log.ada) =>
    round.wait(spread).then(() => told(open.send({ type: 'push.request', data: { toTarget } }, who)))
  const answers = await Promise.all([push(true, log.ada), push(false, log.bob)])
  expect([won(answers), codes(answers)]).toEqual([1, ['push.under-way']])
  const events = await open.events()
  expect(countOf(events, 'push.requested')).toBe(1)
  const { state } = await log.db.session.findUniqueOrThrow({ where: { id: open.sessionId } })
  expect(state).toMatchObject({
    phase: 'merged',
    push: { toTarget: answers[0].ok },
    run: { status: 'queued' },
  })
  await open.check()
})

eachRound('the same command from two tabs', { rounds: 40 }, async (round) => {
  const open = await askIn(log, 'plan')
  const data = { approvalId: open.approvalId, digest: open.digest, decision: 'approve', reason: '' }
  const command = { type: 'approval.decide', sessionId: open.sessionId, data } as never
  const id = crypto.randomUUID()
  const send = () => round.wait(spread).then(() => told(log.send(command, log.ada, id)))
  const answers = await Promise.all([send(), send(), send()])
  expect(won(answers)).toBe(3)
  expect(new Set(answers.map((one) => JSON.stringify(one))).size).toBe(1)
  expect(decisionsIn(await open.events())).toHaveLength(1)
  await open.check()
})
