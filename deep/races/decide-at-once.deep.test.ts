// Two people, one question, the same moment: one answer stands, the other person is told, and the log is what the tables say.
import { afterAll, beforeAll, expect } from 'vitest'
import { type OpenLog, openLog } from '../../lib/testing/open-log.ts'
import { codes, eachRound, told, won } from './rounds.ts'
import { askIn, countOf, decisionsIn } from './waiting-session.ts'

let log: OpenLog
beforeAll(async () => {
  log = await openLog()
})
afterAll(() => log?.close())

const spread = 12

eachRound('approve against deny', {}, async (round) => {
  const kind = round.pick('plan', 'command', 'signature')
  const no = { plan: round.pick('reject', 'send-back'), command: 'deny', signature: 'reject' } as const
  const open = await askIn(log, kind)
  const answers = await Promise.all([
    round.wait(spread).then(() => told(open.decide({ decision: 'approve' }, log.ada))),
    round.wait(spread).then(() => told(open.decide({ decision: no[kind], reason: 'No.' }, log.bob))),
  ])
  expect([won(answers), codes(answers)]).toEqual([1, ['approval.already-decided']])
  const events = await open.events()
  const winner = answers[0].ok ? 'ada' : 'bob'
  expect(decisionsIn(events).map((one) => [one.approvalId, one.person.userId])).toEqual([
    [open.approvalId, winner],
  ])
  expect(countOf(events, 'merge.started')).toBe(0)
  const { status } = await log.db.approval.findUniqueOrThrow({ where: { id: open.approvalId } })
  expect(status).toBe(winner === 'ada' ? 'approved' : 'refused')
  await open.check()
})

eachRound('two signatures', {}, async (round) => {
  const required = round.pick(1, 2)
  const open = await askIn(log, 'signature', required)
  const resumed = countOf(await open.events(), 'run.resumed')
  const sign = (who: typeof log.ada) => round.wait(spread).then(() => told(open.decide({}, who)))
  // One of them in two tabs: that is one person, however often.
  const answers = await Promise.all([sign(log.ada), sign(log.ada), sign(log.bob)])
  const signers = decisionsIn(await open.events()).map((one) => one.person.userId)
  expect(signers).toHaveLength(required)
  expect(new Set(signers).size).toBe(required)
  expect(won(answers)).toBe(required)
  for (const code of codes(answers))
    expect(['approval.already-decided', 'approval.already-yours']).toContain(code)
  // The merge is set off once, by the last signature that was needed.
  const { state } = await log.db.session.findUniqueOrThrow({ where: { id: open.sessionId } })
  expect(state).toMatchObject({ phase: 'merging', grant: { approvalId: open.approvalId } })
  expect(countOf(await open.events(), 'run.resumed')).toBe(resumed + 1)
  await open.check()
})

eachRound('edit of a plan against approve', { rounds: 40 }, async (round) => {
  const open = await askIn(log, 'plan')
  const edit = {
    kind: 'plan' as const,
    summary: 'Smaller.',
    steps: [{ id: 's1', title: 'One thing', detail: '', paths: null, commands: null }],
  }
  const answers = await Promise.all([
    round.wait(spread).then(() => told(open.decide({ edit }, log.ada))),
    round.wait(spread).then(() => told(open.decide({}, log.bob))),
  ])
  expect([won(answers), codes(answers)]).toEqual([1, ['approval.already-decided']])
  const events = await open.events()
  const [decision, ...more] = decisionsIn(events)
  expect(more).toEqual([])
  // What was approved is exactly what the winner saw: the edited plan has an approval of its own.
  const request = events.findLast((event) => event.type === 'approval.requested')
  expect(decision).toMatchObject({ approvalId: request?.data.approvalId, digest: request?.data.digest })
  expect(decision?.digest === open.digest).toBe(!answers[0].ok)
  await open.check()
})

eachRound('edit of the message against sign', { rounds: 40 }, async (round) => {
  const open = await askIn(log, 'signature', 2)
  const edit = { kind: 'signature' as const, commitMessage: 'Say it better' }
  const answers = await Promise.all([
    round.wait(spread).then(() => told(open.decide({ edit }, log.ada))),
    round.wait(spread).then(() => told(open.decide({}, log.bob))),
  ])
  expect(answers[0]).toMatchObject({ ok: true })
  // Bob's signature was on the older message: it must not count for the new one.
  const { state } = await log.db.session.findUniqueOrThrow({ where: { id: open.sessionId } })
  expect(state).toMatchObject({ phase: 'signature-waits', approval: { approvers: ['ada'], required: 2 } })
  if (!answers[1].ok) expect(answers[1].code).toBe('approval.already-decided')
  await open.check()
})

eachRound('cancel against approve', { rounds: 40 }, async (round) => {
  const open = await askIn(log, round.pick('plan', 'command', 'signature'))
  const [approved, cancelled] = await Promise.all([
    round.wait(spread).then(() => told(open.decide({}, log.ada))),
    round
      .wait(spread)
      .then(() => told(open.send({ type: 'session.cancel', data: { reason: 'Stop.' } }, log.bob))),
  ])
  const { phase } = await log.db.session.findUniqueOrThrow({ where: { id: open.sessionId } })
  if (phase === 'merging') expect([approved.ok, codes([cancelled])]).toEqual([true, ['session.merging']])
  else expect([cancelled.ok, phase]).toEqual([true, 'cancelled'])
  if (!approved.ok) expect(approved.code).toBe('approval.already-decided')
  expect(decisionsIn(await open.events())).toHaveLength(approved.ok ? 1 : 0)
  await open.check()
})

eachRound('message against approve', { rounds: 40 }, async (round) => {
  const kind = round.pick('plan', 'command', 'signature')
  const open = await askIn(log, kind)
  const data = { text: 'Wait, do it otherwise.', mentions: [], interrupt: round.pick(true, false) }
  const [approved, posted] = await Promise.all([
    round.wait(spread).then(() => told(open.decide({}, log.ada))),
    round.wait(spread).then(() => told(open.send({ type: 'message.post', data }, log.bob))),
  ])
  const { state } = await log.db.session.findUniqueOrThrow({ where: { id: open.sessionId } })
  // A message that was taken is either still to be delivered, or it was refused in words; nothing in between.
  expect(state).toMatchObject({ undelivered: posted.ok ? 1 : 0 })
  if (!posted.ok) expect([kind, posted.code]).toEqual(['signature', 'message.too-late'])
  if (!approved.ok) expect(approved.code).toBe('approval.already-decided')
  expect(approved.ok || posted.ok).toBe(true)
  await open.check()
})
