// What a run does next, from what happened alone.
import { describe, expect, test } from 'vitest'
import type { Fact } from '../protocol/events.ts'
import { asked, fact, type Place, stateAfter, usual } from './given.ts'
import { nextStep, type Step } from './next-step.ts'

const tree = { base: 'b'.repeat(40), work: 'a'.repeat(40), merged: 'e'.repeat(40) }
const next = (...facts: Fact[]): Step => nextStep(stateAfter(facts))
const again = [fact('run.resumed'), fact('run.started')]

const table: Record<Place, Step> = {
  begun: { do: 'stop' },
  prepared: { do: 'check', purpose: 'base' },
  planning: { do: 'turn', kind: 'plan', resume: null },
  planned: { do: 'ask-plan' },
  planWaits: { do: 'stop' },
  implementing: { do: 'turn', kind: 'implement', resume: null },
  working: { do: 'turn', kind: 'implement', resume: 'turn-1' },
  turnEnded: { do: 'snapshot' },
  checked: { do: 'open-review' },
  reviewWaits: { do: 'stop' },
  building: { do: 'build' },
  built: { do: 'check', purpose: 'merged' },
  signatureWaits: { do: 'stop' },
  merging: { do: 'merge' },
  merged: { do: 'stop' },
  rejected: { do: 'stop' },
  cancelled: { do: 'stop' },
}

test.each(Object.entries(table))('%s', (place, step) => {
  expect(next(...usual[place as Place])).toEqual(step)
})

describe('the way in', () => {
  const started = [...usual.begun, fact('run.started')]
  test('first the base, then its environment', () => {
    expect(next(...started)).toEqual({ do: 'resolve-base' })
    expect(next(...started, fact('base.resolved'))).toEqual({ do: 'prepare-environment' })
  })
  test('an environment that failed is tried again when the run goes on', () => {
    const failed = fact('environment.prepared', { outcome: 'failed' })
    expect(next(...started, fact('base.resolved'), failed)).toEqual({ do: 'prepare-environment' })
  })
  test('checks that could not run on the base run again when the run goes on', () => {
    const broken = fact('check.finished', { purpose: 'base', outcome: 'error' })
    expect(next(...usual.prepared, broken)).toEqual({ do: 'check', purpose: 'base' })
  })
  test('straight to the diff skips the plan', () => {
    const direct = [fact('session.created', { mode: 'direct' }), ...usual.planning.slice(1)]
    expect(next(...direct)).toEqual({ do: 'turn', kind: 'implement', resume: null })
  })
})

describe('planning', () => {
  test('a plan that was sent back is made anew, not asked about again', () => {
    const back = [...usual.planWaits, fact('approval.decided', { decision: 'send-back' }), ...again]
    expect(next(...back)).toEqual({ do: 'turn', kind: 'plan', resume: null })
    const second = [
      ...back,
      fact('turn.started', { kind: 'plan', turnId: 'turn-2' }),
      fact('plan.proposed', { revision: 2 }),
      fact('turn.ended', { turnId: 'turn-2' }),
    ]
    expect(next(...second)).toEqual({ do: 'ask-plan' })
  })

  test('a second planning turn that got stuck leaves no plan to ask about', () => {
    const back = [...usual.planWaits, fact('approval.decided', { decision: 'send-back' }), ...again]
    const stuck = [
      ...back,
      fact('turn.started', { kind: 'plan', turnId: 'turn-2' }),
      fact('turn.ended', { turnId: 'turn-2', outcome: 'stuck', reason: 'A loop.' }),
    ]
    expect(next(...stuck)).toEqual({ do: 'turn', kind: 'plan', resume: null })
  })

  test('a message instead of an answer to the plan leads to another plan', () => {
    const said = [...usual.planWaits, fact('approval.voided'), fact('message.posted'), ...again]
    expect(next(...said)).toEqual({ do: 'turn', kind: 'plan', resume: null })
  })

  test('a rejected plan is talked about again', () => {
    const said = [
      ...usual.rejected,
      fact('message.posted'),
      fact('run.queued', { runId: 'run-2' }),
      fact('run.started'),
    ]
    expect(next(...said)).toEqual({ do: 'turn', kind: 'plan', resume: null })
  })
})

describe('after a turn', () => {
  const snapshot = [...usual.turnEnded, fact('snapshot.taken')]
  const failed = fact('check.finished', { outcome: 'failed' })
  test('its work is checked, then put before people', () => {
    expect(next(...snapshot)).toEqual({ do: 'check', purpose: 'turn' })
    expect(next(...snapshot, fact('check.finished', { outcome: 'passed' }))).toEqual({ do: 'open-review' })
  })
  test('what changed nothing is not checked', () => {
    expect(next(...usual.turnEnded, fact('snapshot.taken', { tree: tree.base }))).toEqual({
      do: 'open-review',
    })
  })
  test('failing checks are corrected up to the limit, then people see them', () => {
    const limited = [fact('session.created', { fixLimit: 1 }), ...snapshot.slice(1)]
    expect(next(...limited, failed)).toEqual({ do: 'turn', kind: 'fix', resume: null })
    const round = (turnId: string, tree: string) => [
      fact('turn.started', { turnId, kind: 'fix' }),
      fact('turn.ended', { turnId }),
      fact('snapshot.taken', { tree }),
      fact('check.finished', { tree, outcome: 'failed' }),
    ]
    expect(next(...limited, failed, ...round('turn-2', 'c'.repeat(40)))).toEqual({ do: 'open-review' })
  })
  test('checks that could not run are nothing to correct', () => {
    expect(next(...snapshot, fact('check.finished', { outcome: 'error' }))).toEqual({ do: 'open-review' })
  })
  test('a message that nobody heard comes before the review', () => {
    const heard = fact('check.finished', { outcome: 'passed' })
    expect(next(...snapshot, fact('message.posted'), heard)).toEqual({
      do: 'turn',
      kind: 'revise',
      resume: null,
    })
    expect(next(...snapshot, heard, fact('message.posted'))).toEqual({
      do: 'turn',
      kind: 'revise',
      resume: null,
    })
  })
})

describe('from review to merge', () => {
  const mergedPassed = fact('check.finished', { purpose: 'merged', tree: tree.merged, outcome: 'passed' })
  test('sent back', () => {
    const back = [...usual.reviewWaits, fact('review.submitted', { next: 'send-back' }), ...again]
    expect(next(...back)).toEqual({ do: 'turn', kind: 'revise', resume: null })
  })
  test('built, checked, asked', () => {
    expect(next(...usual.built, mergedPassed)).toEqual({ do: 'ask-signature' })
  })
  test('checks of another tree do not count', () => {
    const other = fact('check.finished', { purpose: 'merged', tree: tree.work, outcome: 'passed' })
    expect(next(...usual.built, other)).toEqual({ do: 'check', purpose: 'merged' })
  })
  test('a merged tree that fails goes back to the people', () => {
    const failed = fact('check.finished', { purpose: 'merged', tree: tree.merged, outcome: 'failed' })
    expect(next(...usual.built, failed)).toEqual({ do: 'park' })
  })
  test('a branch that moved after the signature: built again, and nothing of the old counts', () => {
    expect(next(...usual.merging, fact('approval.voided'), fact('base.moved'))).toEqual({ do: 'build' })
    expect(next(...usual.merging, fact('base.moved'), fact('tree.built', { mergedTree: tree.work }))).toEqual(
      {
        do: 'check',
        purpose: 'merged',
      },
    )
  })
  test('a signature that was declined: the review is open again', () => {
    const declined = [
      ...usual.signatureWaits,
      fact('approval.decided', { approvalId: 'approval-2', decision: 'reject' }),
    ]
    expect(next(...declined, ...again)).toEqual({ do: 'park' })
  })
  test('a conflict goes to the people', () => {
    expect(next(...usual.building, fact('merge.conflicted'))).toEqual({ do: 'park' })
  })
  test('an interrupted merge is taken up', () => {
    expect(next(...usual.merging, fact('merge.started'))).toEqual({ do: 'merge' })
  })
  test('a push after the merge, and then the run is over', () => {
    const pushing = [...usual.merged, fact('push.requested'), fact('run.queued'), fact('run.started')]
    expect(next(...pushing)).toEqual({ do: 'push' })
    expect(next(...pushing, fact('push.finished'))).toEqual({ do: 'finish', outcome: 'merged' })
  })
})

test('while anything is asked, the run waits', () => {
  expect(next(...usual.working, asked('command'))).toEqual({ do: 'park' })
  expect(next(...usual.prepared, asked('setup'))).toEqual({ do: 'park' })
})

test('a mark that comes after the merged tree was checked has it checked again', () => {
  const checked = fact('check.finished', {
    purpose: 'merged',
    tree: tree.merged,
    outcome: 'passed',
    counted: [],
  })
  expect(next(...usual.built, checked)).toEqual({ do: 'ask-signature' })
  expect(next(...usual.built, checked, fact('check.marked'))).toEqual({ do: 'check', purpose: 'merged' })
})

describe('a message while the accepted tree is built and checked', () => {
  const said = [...usual.built, fact('message.posted')]
  test('waits for the end of what is under way, then reaches the agent by a turn of its own', () => {
    expect(stateAfter(said).phase).toBe('building')
    expect(next(...said)).toEqual({ do: 'turn', kind: 'revise', resume: null })
    const checked = fact('check.finished', { purpose: 'merged', tree: tree.merged })
    expect(next(...said, checked)).toEqual({ do: 'turn', kind: 'revise', resume: null })
    const failed = fact('check.finished', { purpose: 'merged', tree: tree.merged, outcome: 'failed' })
    expect(next(...said, failed)).toEqual({ do: 'turn', kind: 'revise', resume: null })
  })
  test('ends what was built', () => {
    const turn = fact('turn.started', { kind: 'revise' })
    expect(stateAfter([...said, turn])).toMatchObject({ phase: 'implementing', build: null })
  })
})

test('a plan is not put before people while the agent has yet to hear a message', () => {
  expect(next(...usual.planned, fact('message.posted'))).toEqual({ do: 'turn', kind: 'plan', resume: null })
})
