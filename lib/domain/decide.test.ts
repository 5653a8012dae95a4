// Given what happened, when a person commands, then these facts or this no.
import { describe, expect, test } from 'vitest'
import { asked, fact, given, type Place, usual } from './given.ts'

const places = Object.keys(usual) as Place[]

describe('a message', () => {
  const data = { text: 'Also round down.', mentions: [], interrupt: false }
  const posted = { type: 'message.posted', data: { messageId: 'new-1', ...data } }
  const voided = (approvalId: string) => ({
    type: 'approval.voided',
    data: { approvalId, reason: 'A message was sent instead.' },
  })
  const resumed = { type: 'run.resumed', data: { runId: 'run-1', cause: 'message' } }
  const queued = { type: 'run.queued', data: { runId: 'new-2', cause: 'message' } }
  const alone = [posted]
  const tooLate = {
    code: 'message.too-late',
    message: 'It is merging now. Start a new session for what is next.',
  }
  const over = {
    code: 'message.session-ended',
    message: 'This session has ended. Start a new session to go on.',
  }
  const table: Record<Place, unknown[] | typeof over> = {
    begun: alone,
    prepared: alone,
    planning: alone,
    planned: alone,
    planWaits: [voided('approval-1'), posted, resumed],
    implementing: alone,
    working: alone,
    turnEnded: alone,
    checked: alone,
    reviewWaits: [posted, resumed],
    building: alone,
    built: alone,
    signatureWaits: [voided('approval-2'), posted, resumed],
    merging: tooLate,
    merged: over,
    rejected: [posted, queued],
    cancelled: over,
  }
  test.each(places)('%s', (place) => {
    const expected = table[place]
    expect(given(...usual[place]).when('message.post', data)).toEqual(
      Array.isArray(expected) ? { facts: expected } : expected,
    )
  })

  test('leaves the question about a command open: it is told with the answer', () => {
    const asking = given(...usual.working, fact('model.replied'), asked('command'), fact('run.parked'))
    expect(asking.when('message.post', data)).toEqual({ facts: alone })
  })

  test('sets a run going again that stopped in trouble while it was building', () => {
    const reason = { kind: 'trouble' as const, message: 'The disk is full.' }
    const stuck = given(...usual.building, fact('run.parked', { reason }))
    expect(stuck.when('message.post', data)).toEqual({ facts: [posted, resumed] })
  })
})

describe('cancelling', () => {
  const cancelled = { type: 'session.cancelled', data: { reason: 'No.' } }
  const finished = { type: 'run.finished', data: { runId: 'run-1', outcome: 'cancelled' } }
  const voided = (approvalId: string) => ({
    type: 'approval.voided',
    data: { approvalId, reason: 'The session was cancelled.' },
  })
  const over = { code: 'session.ended', message: 'This session has ended already.' }
  const merging = {
    code: 'session.merging',
    message: 'It is merging now and can no longer be cancelled.',
  }
  test.each(places)('%s', (place) => {
    const answer = given(...usual[place]).when('session.cancel', { reason: 'No.' })
    if (place === 'merging') expect(answer).toEqual(merging)
    else if (place === 'merged' || place === 'rejected' || place === 'cancelled') expect(answer).toEqual(over)
    else if (place === 'planWaits')
      expect(answer).toEqual({ facts: [voided('approval-1'), cancelled, finished] })
    else if (place === 'signatureWaits')
      expect(answer).toEqual({ facts: [voided('approval-2'), cancelled, finished] })
    else expect(answer).toEqual({ facts: [cancelled, finished] })
  })

  test('a run that failed is finished already', () => {
    const failed = given(...usual.working, fact('run.failed'))
    expect(failed.when('session.cancel', { reason: 'No.' })).toEqual({ facts: [cancelled] })
  })
})

describe('retrying', () => {
  const provider = { kind: 'provider' as const, code: 'key-refused', message: 'Refused.' }
  const resumed = { type: 'run.resumed', data: { runId: 'run-1', cause: 'retry' } }
  const nothing = {
    code: 'run.not-stopped',
    message: 'Nothing is paused here; there is nothing to retry.',
  }

  test('goes on where the provider stopped it', () => {
    const paused = given(...usual.working, fact('run.parked', { reason: provider }))
    expect(paused.when('run.retry', {})).toEqual({ facts: [resumed] })
  })

  test('with another model, which is chosen first', () => {
    const paused = given(...usual.working, fact('run.parked', { reason: provider }))
    const model = { provider: 'configured' as const, name: 'other' }
    expect(paused.when('run.retry', { model })).toEqual({
      facts: [{ type: 'model.chosen', data: { model } }, resumed],
    })
  })

  test('a failed run gets a successor', () => {
    const failed = given(...usual.working, fact('run.failed'))
    expect(failed.when('run.retry', {})).toEqual({
      facts: [{ type: 'run.queued', data: { runId: 'new-1', cause: 'retry' } }],
    })
  })

  test.each(places)('not when it is %s and nothing stopped', (place) => {
    expect(given(...usual[place]).when('run.retry', {})).toEqual(nothing)
  })
})

describe('pushing', () => {
  test('what was merged', () => {
    expect(given(...usual.merged).when('push.request', { toTarget: true })).toEqual({
      facts: [
        { type: 'push.requested', data: { pushId: 'new-1', toTarget: true } },
        { type: 'run.queued', data: { runId: 'new-2', cause: 'push' } },
      ],
    })
  })

  test('not twice at once', () => {
    const pushing = given(...usual.merged, fact('push.requested'), fact('run.queued', { runId: 'run-2' }))
    expect(pushing.when('push.request', { toTarget: false })).toEqual({
      code: 'push.under-way',
      message: 'A push is under way.',
    })
  })

  test('again when the last one is over', () => {
    const pushed = given(...usual.merged, fact('push.requested'), fact('push.finished'))
    expect(pushed.when('push.request', { toTarget: false })).toMatchObject({ facts: [{}, {}] })
  })

  test.each(places.filter((place) => place !== 'merged'))('not what is %s', (place) => {
    expect(given(...usual[place]).when('push.request', { toTarget: false })).toEqual({
      code: 'push.not-merged',
      message: 'Only merged work can be pushed. Sign it first.',
    })
  })
})

describe('names, shelves and marks', () => {
  test.each(places)('a session that is %s can be renamed', (place) => {
    expect(given(...usual[place]).when('session.rename', { title: ' New ' })).toEqual({
      facts: [{ type: 'session.renamed', data: { title: 'New' } }],
    })
  })

  test('a name of nothing but spaces is none', () => {
    expect(given(...usual.begun).when('session.rename', { title: '  ' })).toEqual({
      code: 'session.no-title',
      message: 'Give the session a name.',
    })
  })

  test.each(places)('a session that is %s can be archived and brought back', (place) => {
    const here = given(...usual[place])
    expect(here.when('session.archive', {})).toEqual({ facts: [{ type: 'session.archived', data: {} }] })
    expect(here.when('session.restore', {})).toEqual({
      code: 'session.not-archived',
      message: 'This session is not archived.',
    })
    const archived = here.and(fact('session.archived'))
    expect(archived.when('session.archive', {})).toEqual({
      code: 'session.already-archived',
      message: 'This session is archived already.',
    })
    expect(archived.when('session.restore', {})).toEqual({
      facts: [{ type: 'session.restored', data: {} }],
    })
  })

  test.each(places)('marking a failing test when it is %s', (place) => {
    const data = { name: 'old › broken', treatment: 'must-pass' as const }
    const answer = given(...usual[place]).when('check.mark', data)
    if (place === 'merged' || place === 'rejected' || place === 'cancelled')
      expect(answer).toEqual({
        code: 'check.too-late',
        message: 'This session has ended; marks no longer change anything.',
      })
    else if (place === 'signatureWaits' || place === 'merging')
      expect(answer).toEqual({
        code: 'check.too-late',
        message:
          'What is to be signed was checked without this mark. Decline the signature first, then mark.',
      })
    else expect(answer).toEqual({ facts: [{ type: 'check.marked', data }] })
  })
})

test('a cancelled session stays so: what failed before is not tried again', () => {
  const cancelled = given(...usual.implementing, fact('run.failed'), fact('session.cancelled'))
  expect(cancelled.when('run.retry', {})).toMatchObject({ code: 'session.ended' })
})
