// One decision on one approval: what it leads to, what it may say, and that an edit is a new approval.
import { describe, expect, test } from 'vitest'
import type { SessionCommand } from '../protocol/commands.ts'
import type { FactOf } from '../protocol/events.ts'
import { ada, asked, at, digest, fact, given, usual } from './given.ts'

type Data = Extract<SessionCommand, { type: 'approval.decide' }>['data']
const data = (own: Partial<Data> = {}): Data => ({
  approvalId: 'approval-1',
  digest,
  decision: 'approve',
  reason: '',
  ...own,
})
const decided = (own: Partial<FactOf<'approval.decided'>['data']> = {}) => ({
  type: 'approval.decided',
  data: {
    approvalId: 'approval-1',
    decision: 'approve',
    digest,
    reason: '',
    person: ada,
    method: 'click',
    decidedAt: at,
    mac: '',
    ...own,
  },
})
const resumed = (cause: string) => ({ type: 'run.resumed', data: { runId: 'run-1', cause } })
const plan = given(...usual.planWaits)
const asking = (kind: 'command' | 'setup' | 'checks') =>
  given(...(kind === 'command' ? usual.working : usual.prepared), asked(kind), fact('run.parked'))
const signing = (required: number) =>
  given(...usual.built, asked('signature', { required }), fact('run.parked'))

describe('a plan', () => {
  test('approved: the run goes on', () => {
    expect(plan.when('approval.decide', data())).toEqual({ facts: [decided(), resumed('plan approve')] })
  })

  test('sent back with a reason: the run goes on and plans again', () => {
    expect(plan.when('approval.decide', data({ decision: 'send-back', reason: 'Too thin.' }))).toEqual({
      facts: [decided({ decision: 'send-back', reason: 'Too thin.' }), resumed('plan send-back')],
    })
  })

  test('sent back without a word: refused', () => {
    expect(plan.when('approval.decide', data({ decision: 'send-back', reason: ' ' }))).toEqual({
      code: 'approval.no-reason',
      message: 'Say what should change, then send it back.',
    })
  })

  test('rejected: the session is over', () => {
    expect(plan.when('approval.decide', data({ decision: 'reject' }))).toEqual({
      facts: [
        decided({ decision: 'reject' }),
        { type: 'run.finished', data: { runId: 'run-1', outcome: 'rejected' } },
      ],
    })
  })

  test('edited: what was asked is voided, and the new revision is asked and approved in the same breath', () => {
    const steps = [{ id: 'only', title: 'Do less', detail: '', paths: [], commands: null }]
    const subject = { ...planSubject(), revision: 2, summary: 'Shorter.', steps }
    const newDigest = `digest of ${JSON.stringify(subject)}`
    expect(
      plan.when('approval.decide', data({ edit: { kind: 'plan', summary: 'Shorter.', steps } })),
    ).toEqual({
      facts: [
        {
          type: 'plan.proposed',
          data: { planId: 'plan-1', revision: 2, summary: 'Shorter.', steps, editedBy: 'Ada Admin' },
        },
        {
          type: 'approval.voided',
          data: { approvalId: 'approval-1', reason: 'Edited by Ada Admin.' },
        },
        {
          type: 'approval.requested',
          data: {
            approvalId: 'new-1',
            subject,
            digest: newDigest,
            required: 1,
            rule: 'A rule in words.',
            blocks: 'the whole session',
            callId: null,
          },
        },
        decided({ approvalId: 'new-1', digest: newDigest }),
        resumed('plan approve'),
      ],
    })
  })

  test('two steps with one id are no plan', () => {
    const step = { id: 's', title: 'Twice', detail: '', paths: null, commands: null }
    const edit = { kind: 'plan' as const, summary: '', steps: [step, step] }
    expect(plan.when('approval.decide', data({ edit }))).toEqual({
      code: 'plan.same-ids',
      message: 'Two steps have the same id. Give each its own.',
    })
  })

  test('an edit that comes with a no changes nothing', () => {
    const edit = { kind: 'command' as const, command: 'true' }
    expect(plan.when('approval.decide', data({ decision: 'reject', edit }))).toEqual(
      plan.when('approval.decide', data({ decision: 'reject' })),
    )
  })
})

const planSubject = () => {
  const { subject } = asked('plan').data
  if (subject.kind !== 'plan') throw new Error('expected a plan')
  return subject
}

describe('what was seen', () => {
  test('another digest is another thing', () => {
    expect(plan.when('approval.decide', data({ digest: '0'.repeat(64) }))).toEqual({
      code: 'approval.stale',
      message: 'What you saw has changed since. Look at it again, then decide.',
    })
  })

  const gone = {
    code: 'approval.already-decided',
    message: 'This no longer waits: it was decided or replaced. Look at the story for how.',
  }
  test('another approval than the open one', () => {
    expect(plan.when('approval.decide', data({ approvalId: 'approval-0' }))).toEqual(gone)
  })
  test('nothing is open', () => {
    expect(given(...usual.implementing).when('approval.decide', data())).toEqual(gone)
  })
})

describe('each kind has its own answers', () => {
  test.each([
    ['plan', 'deny'],
    ['command', 'send-back'],
    ['command', 'reject'],
    ['setup', 'reject'],
    ['checks', 'send-back'],
    ['signature', 'deny'],
    ['signature', 'send-back'],
  ] as const)('a %s is not answered with %s', (kind, decision) => {
    const open = kind === 'plan' ? plan : kind === 'signature' ? signing(1) : asking(kind)
    expect(open.when('approval.decide', data({ decision, reason: 'So.' }))).toEqual({
      code: 'approval.wrong-decision',
      message: `A ${kind} cannot be answered with "${decision}".`,
    })
  })

  test.each(['setup', 'checks'] as const)('%s denied: the run says what it needs', (kind) => {
    const what = kind === 'setup' ? 'The setup command' : 'Running the checks'
    expect(asking(kind).when('approval.decide', data({ decision: 'deny' }))).toEqual({
      facts: [
        decided({ decision: 'deny' }),
        {
          type: 'run.parked',
          data: {
            runId: 'run-1',
            reason: {
              kind: 'trouble',
              message: `${what} was denied by Ada Admin. Change the project's settings, then retry.`,
            },
          },
        },
      ],
    })
  })

  test('a command denied: the run goes on, and the model is told', () => {
    expect(asking('command').when('approval.decide', data({ decision: 'deny' }))).toEqual({
      facts: [decided({ decision: 'deny' }), resumed('command deny')],
    })
  })

  test('a command edited: what was approved is what was typed, in the same shell', () => {
    const answer = asking('command').when(
      'approval.decide',
      data({ edit: { kind: 'command', command: 'ls' } }),
    )
    expect(answer).toMatchObject({
      facts: [
        { type: 'approval.voided' },
        {
          type: 'approval.requested',
          data: { callId: 'call-1', subject: { argv: ['/bin/bash', '-c', 'ls'] } },
        },
        { type: 'approval.decided', data: { approvalId: 'new-1' } },
        { type: 'run.resumed' },
      ],
    })
  })

  test.each([
    ['plan', { kind: 'command', command: 'ls' }],
    ['command', { kind: 'signature', commitMessage: 'm' }],
    ['setup', { kind: 'command', command: 'ls' }],
    ['signature', { kind: 'command', command: 'ls' }],
  ] as const)('a %s cannot be edited as something else', (kind, edit) => {
    const open = kind === 'plan' ? plan : kind === 'signature' ? signing(1) : asking(kind)
    expect(open.when('approval.decide', data({ edit }))).toMatchObject({ code: 'approval.wrong-edit' })
  })
})
