// What a runner may write, and in which phase: one table over every type of event, and the fence.
import { describe, expect, test } from 'vitest'
import { type EventType, eventData } from '../protocol/events.ts'
import { asked, fact, given, type Place, usual } from './given.ts'

/** Where a run is running, so that only the phase decides. */
const running: Place[] = ['prepared', 'planning', 'implementing', 'turnEnded', 'building', 'merging']
const everywhere = running
const nowhere: Place[] = []

const table: Record<EventType, Place[]> = {
  'session.created': nowhere,
  'session.renamed': nowhere,
  'session.archived': nowhere,
  'session.restored': nowhere,
  'session.cancelled': nowhere,
  'message.posted': nowhere,
  'run.queued': nowhere,
  'run.started': nowhere,
  'run.parked': everywhere,
  'run.resumed': nowhere,
  // Only what is over; see below.
  'run.finished': nowhere,
  'run.failed': everywhere,
  'base.resolved': ['prepared'],
  'base.moved': ['building', 'merging'],
  'model.chosen': nowhere,
  'environment.prepared': ['prepared', 'planning', 'implementing', 'turnEnded', 'building'],
  'turn.started': ['planning', 'implementing', 'turnEnded', 'building'],
  'turn.ended': ['planning', 'implementing'],
  'plan.proposed': ['planning'],
  'plan.progressed': ['implementing'],
  'model.requested': ['planning', 'implementing'],
  'model.replied': ['planning', 'implementing'],
  'model.failed': ['planning', 'implementing'],
  'tool.started': ['planning', 'implementing'],
  'tool.finished': ['planning', 'implementing'],
  'approval.requested': everywhere,
  'approval.decided': nowhere,
  'approval.voided': everywhere,
  'approval.carried': everywhere,
  'snapshot.taken': ['turnEnded'],
  'check.started': ['prepared', 'turnEnded', 'building'],
  'check.finished': ['prepared', 'turnEnded', 'building'],
  'check.marked': nowhere,
  'review.opened': ['turnEnded'],
  'review.submitted': nowhere,
  'tree.built': ['building'],
  'merge.started': ['merging'],
  'merge.finished': ['merging'],
  'merge.conflicted': ['building', 'merging'],
  'push.requested': nowhere,
  'push.finished': nowhere,
}

describe.each(running)('a run whose session is %s', (place) => {
  test.each(Object.keys(eventData) as EventType[])('records %s', (type) => {
    const reason = { kind: 'trouble' as const, message: 'So.' }
    const one = type === 'run.parked' ? fact(type, { reason }) : fact(type)
    const answer = given(...usual[place]).whenRecorded(one)
    if (table[type].includes(place)) expect(answer).toEqual({ facts: [one] })
    else
      expect(answer).toMatchObject({
        code: expect.stringMatching(/^run\.(not-yours|moved-on)$/),
      })
  })
})

test('a run is finished only when its session is over', () => {
  const finished = fact('run.finished', { outcome: 'merged' })
  for (const place of running)
    expect(given(...usual[place]).whenRecorded(finished)).toMatchObject({ code: 'run.moved-on' })
  const over = given(
    ...usual.merging,
    fact('merge.started', { approvalId: 'approval-2' }),
    fact('merge.finished'),
  )
  expect(over.whenRecorded(finished)).toEqual({ facts: [finished] })
})

test('a push is recorded by the run that a person asked for after the merge', () => {
  const pushing = given(
    ...usual.merged,
    fact('push.requested'),
    fact('run.queued', { runId: 'run-2' }),
    fact('run.started', { runId: 'run-2', epoch: 2 }),
  )
  const by = { runId: 'run-2', epoch: 2 }
  expect(pushing.whenRecorded(fact('push.finished'), by)).toEqual({ facts: [fact('push.finished')] })
  expect(pushing.whenRecorded(fact('merge.started'), by)).toMatchObject({ code: 'run.moved-on' })
})

describe('the fence', () => {
  const fenced = {
    code: 'run.fenced',
    message: 'This run is driven by another runner, or no longer runs.',
  }
  const working = given(...usual.working)
  test.each([
    ['an older epoch', { runId: 'run-1', epoch: 0 }],
    ['a newer epoch', { runId: 'run-1', epoch: 2 }],
    ['another run', { runId: 'run-2', epoch: 1 }],
  ])('%s', (_, by) => {
    expect(working.whenRecorded(fact('model.requested'), by)).toEqual(fenced)
  })
  test.each(['begun', 'planWaits', 'reviewWaits', 'merged', 'cancelled'] as const)(
    'a run that does not run: %s',
    (place) => {
      expect(given(...usual[place]).whenRecorded(fact('run.parked'))).toEqual(fenced)
    },
  )
})

test('only one approval is open at a time', () => {
  const open = given(...usual.working, asked('command'))
  expect(open.whenRecorded(asked('command', { approvalId: 'approval-2' }))).toEqual({
    code: 'run.moved-on',
    message: 'An approval is open already.',
  })
})

test('a run parks for a person only where a person is next', () => {
  const nobody = { code: 'run.not-waiting', message: 'Nobody needs to decide anything now.' }
  expect(given(...usual.working).whenRecorded(fact('run.parked'))).toEqual(nobody)
  expect(given(...usual.planned).whenRecorded(fact('run.parked'))).toEqual(nobody)
  const parked = { facts: [fact('run.parked')] }
  expect(given(...usual.planned, asked('plan')).whenRecorded(fact('run.parked'))).toEqual(parked)
  expect(given(...usual.checked, fact('review.opened')).whenRecorded(fact('run.parked'))).toEqual(parked)
  expect(given(...usual.working, asked('command')).whenRecorded(fact('run.parked'))).toEqual(parked)
})
