// Every event in every phase: where it leads. A row is a type of event, a column the phase it meets.
import { describe, expect, test } from 'vitest'
import type { EventType, Fact } from '../protocol/events.ts'
import { asked, bob, fact, numbered, type Place, stateAfter, usual } from './given.ts'
import { type Phase, waitsFor } from './session-state.ts'

const columns: [letter: string, phase: Phase, place: Place][] = [
  ['e', 'preparing', 'prepared'],
  ['p', 'planning', 'planning'],
  ['w', 'plan-waits', 'planWaits'],
  ['i', 'implementing', 'working'],
  ['c', 'checking', 'turnEnded'],
  ['r', 'review-waits', 'reviewWaits'],
  ['b', 'building', 'built'],
  ['s', 'signature-waits', 'signatureWaits'],
  ['m', 'merging', 'merging'],
  ['D', 'merged', 'merged'],
  ['J', 'rejected', 'rejected'],
  ['X', 'cancelled', 'cancelled'],
]

/** A dot: the phase stays. Facts that a rule never lets into a phase stand here too, because evolve is total. */
const table: Record<EventType, string> = {
  //                       epwicrbsmDJX
  'session.created': '.eeeeeeeeeee',
  'session.renamed': '............',
  'session.archived': '............',
  'session.restored': '............',
  'session.cancelled': 'XXXXXXXXXXX.',
  'message.posted': '..p..i.i..p.',
  'run.queued': '............',
  'run.started': '............',
  'run.parked': '............',
  'run.resumed': '............',
  'run.finished': '............',
  'run.failed': '............',
  'base.resolved': '............',
  'base.moved': 'bbbbbb.bbbbb',
  'model.chosen': '............',
  'environment.prepared': '............',
  'turn.started': 'iii.iiiiiiii',
  'turn.ended': '...c........',
  'plan.proposed': '............',
  'plan.progressed': '............',
  'model.requested': '............',
  'model.replied': '............',
  'model.failed': '............',
  'tool.started': '............',
  'tool.finished': '............',
  'approval.requested': 'ww.wwwwwwwww',
  'approval.decided': '..i.........',
  'approval.voided': '............',
  'approval.carried': '............',
  'snapshot.taken': '............',
  'check.started': '............',
  'check.finished': 'iii.iiiiiiii',
  'check.marked': '............',
  'review.opened': 'rrrrr.rrrrrr',
  'review.submitted': 'iii.iiiiiiii',
  'tree.built': '............',
  'merge.started': '............',
  'merge.finished': 'DDDDDDDDD.DD',
  'merge.conflicted': 'rrrrr.rrrrrr',
  'push.requested': '............',
  'push.finished': '............',
}

describe.each(columns)('%s', (_, phase, place) => {
  const column = columns.findIndex((one) => one[1] === phase)
  test('is the phase of its place', () => expect(stateAfter(usual[place]).phase).toBe(phase))
  test.each(Object.entries(table))('%s', (type, row) => {
    expect(row).toHaveLength(columns.length)
    const letter = row[column]
    const expected = letter === '.' ? phase : columns.find((one) => one[0] === letter)?.[1]
    expect(stateAfter([...usual[place], fact(type as EventType)]).phase).toBe(expected)
  })
})

/** What `one` changes after `before`, and nothing else. */
function changes(before: readonly Fact[], one: Fact) {
  const [from, to] = [stateAfter(before), stateAfter([...before, one])]
  return Object.fromEntries(
    Object.entries(to).filter(
      ([key, value]) => JSON.stringify(from[key as keyof typeof from]) !== JSON.stringify(value),
    ),
  )
}

describe('what it changes, and nothing else', () => {
  test('the beginning', () => {
    expect(stateAfter(usual.begun.slice(0, 1))).toEqual({
      projectId: 'project-1',
      number: 7,
      title: 'Price a started step once',
      mode: 'plan',
      targetBranch: 'main',
      model: { provider: 'scripted', name: 'scripted/bug-fix' },
      engine: 'builtin',
      fixLimit: 3,
      requiredSignatures: 1,
      createdBy: 'ada',
      archived: false,
      phase: 'preparing',
      run: { status: 'none' },
      base: null,
      environment: null,
      baseChecks: null,
      turn: null,
      turns: 0,
      nextTurn: null,
      plan: null,
      approval: null,
      grant: null,
      snapshotDue: false,
      snapshot: null,
      checks: null,
      checking: null,
      round: 0,
      undelivered: 0,
      review: null,
      build: null,
      merge: { started: false, approvalId: null, commit: null },
      push: null,
      usage: { inputTokens: 0, outputTokens: 0, costUsd: 0, replies: 0 },
      startedAt: '2026-03-04T14:02:00.000Z',
      lastAt: '2026-03-04T14:02:00.000Z',
    })
  })

  test('a grant for one command is used up by the start of that command, and by no other', () => {
    const granted = [...usual.working, asked('command'), fact('approval.decided')]
    const requestSeq = usual.working.length + 1
    expect(stateAfter(granted).grant).toEqual({
      approvalId: 'approval-1',
      kind: 'command',
      digest: '8'.repeat(64),
      requestSeq,
      callId: 'call-1',
    })
    expect(changes(granted, fact('tool.started', { approvalId: 'approval-1' }))).toEqual({ grant: null })
    expect(changes(granted, fact('tool.started', { approvalId: null }))).toEqual({})
    expect(changes(granted, fact('approval.voided'))).toEqual({ grant: null })
  })

  test('a grant for the session is in the log alone', () => {
    const asking = [...usual.prepared, asked('checks')]
    expect(changes(asking, fact('approval.decided'))).toEqual({ approval: null })
  })

  test('a decision on another approval than the open one is nothing', () => {
    expect(changes(usual.planWaits, fact('approval.decided', { approvalId: 'other' }))).toEqual({})
  })

  test('the first of two signatures only counts', () => {
    const asking = [...usual.built, asked('signature', { required: 2 })]
    const { approval } = stateAfter(asking)
    expect(changes(asking, fact('approval.decided', { person: bob }))).toEqual({
      approval: { ...approval, approvers: ['bob'] },
    })
  })

  test('a declined signature opens the review again and forgets the build', () => {
    const declined = fact('approval.decided', { approvalId: 'approval-2', decision: 'reject' })
    expect(changes(usual.signatureWaits, declined)).toEqual({
      approval: null,
      phase: 'review-waits',
      build: null,
    })
  })

  test('a message to a waiting review begins a round of its own', () => {
    expect(changes(usual.reviewWaits, fact('message.posted'))).toEqual({
      undelivered: 1,
      phase: 'implementing',
      nextTurn: 'revise',
    })
  })

  test('a message is delivered by the next request to the model', () => {
    const said = [...usual.working, fact('message.posted'), fact('message.posted')]
    expect(stateAfter(said).undelivered).toBe(2)
    expect(changes(said, fact('model.requested'))).toEqual({ undelivered: 0 })
  })

  test('only the last part of a long review sets anything going', () => {
    const part = fact('review.submitted', { part: 1, parts: 2 })
    expect(changes(usual.reviewWaits, part)).toEqual({})
  })

  test('what the model used adds up', () => {
    const reply = fact('model.replied')
    expect(stateAfter([...usual.working, reply, reply]).usage).toEqual({
      inputTokens: 2400,
      outputTokens: 180,
      costUsd: 0.00246,
      replies: 2,
    })
  })

  test('steps done are counted from the newest ticks', () => {
    expect(stateAfter([...usual.working, fact('plan.progressed')]).plan).toEqual({
      id: 'plan-1',
      revision: 1,
      steps: 2,
      completed: 1,
      approved: true,
    })
  })
})

describe('who is waited for', () => {
  const trouble = { kind: 'trouble' as const, message: 'So.' }
  const provider = { kind: 'provider' as const, code: 'key-refused', message: 'So.' }
  test.each<[string, Fact[], ReturnType<typeof waitsFor>]>([
    ['work', usual.working, null],
    ['plan', usual.planWaits, 'plan'],
    ['review', usual.reviewWaits, 'review'],
    ['signature', usual.signatureWaits, 'signature'],
    ['command', [...usual.working, asked('command'), fact('run.parked')], 'command'],
    ['setup', [...usual.prepared, asked('setup'), fact('run.parked')], 'setup'],
    ['checks', [...usual.prepared, asked('checks'), fact('run.parked')], 'checks'],
    ['a refused key', [...usual.working, fact('run.parked', { reason: provider })], 'provider'],
    ['trouble', [...usual.prepared, fact('run.parked', { reason: trouble })], 'trouble'],
    ['a failed run', [...usual.working, fact('run.failed')], 'trouble'],
    ['the end', usual.merged, null],
    ['a cancelled session', usual.cancelled, null],
    [
      'a session cancelled after its run failed',
      [...usual.working, fact('run.failed'), fact('session.cancelled')],
      null,
    ],
  ])('%s', (_, facts, expected) => {
    expect(waitsFor(stateAfter(facts))).toBe(expected)
  })
})

test('every usual place folds from numbered events', () => {
  expect(numbered(usual.merged).map((event) => event.seq)).toEqual(usual.merged.map((_, index) => index + 1))
})
