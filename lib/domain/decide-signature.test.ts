// Signing: one person or several, words of one's own, and that no signature carries to what was not seen.
import { describe, expect, test } from 'vitest'
import type { SessionCommand } from '../protocol/commands.ts'
import type { FactOf } from '../protocol/events.ts'
import { ada, asked, at, bob, digest, fact, given, usual } from './given.ts'

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
const signing = (required: number) =>
  given(...usual.built, asked('signature', { required }), fact('run.parked'))

describe('a signature', () => {
  test('of one person is enough when one is required', () => {
    expect(signing(1).when('approval.decide', data())).toEqual({
      facts: [decided(), resumed('signature approve')],
    })
  })

  test('of two people: the first waits, the second sets it going, nobody counts twice', () => {
    const open = signing(2)
    expect(open.when('approval.decide', data())).toEqual({ facts: [decided()] })
    const once = open.and(fact('approval.decided', { person: ada }))
    expect(once.when('approval.decide', data())).toEqual({
      code: 'approval.already-yours',
      message: 'You approved this already; it waits for another person.',
    })
    expect(once.when('approval.decide', data(), { person: bob })).toEqual({
      facts: [decided({ person: bob }), resumed('signature approve')],
    })
  })

  test('one no is enough, from whoever approved before too; the run stays where it is', () => {
    const once = signing(2).and(fact('approval.decided', { person: ada }))
    expect(once.when('approval.decide', data({ decision: 'reject', reason: 'No.' }))).toEqual({
      facts: [decided({ decision: 'reject', reason: 'No.' })],
    })
  })

  test('other words are another thing to sign: earlier signatures do not carry', () => {
    const once = signing(2).and(fact('approval.decided', { person: ada }))
    const edit = { kind: 'signature' as const, commitMessage: ' Better words ' }
    expect(once.when('approval.decide', data({ edit }), { person: bob })).toMatchObject({
      facts: [
        { type: 'approval.voided', data: { approvalId: 'approval-1' } },
        { type: 'approval.requested', data: { required: 2, subject: { commitMessage: 'Better words' } } },
        { type: 'approval.decided', data: { approvalId: 'new-1', person: bob } },
      ],
    })
  })

  test('the same words are no edit', () => {
    const subject = { ...asked('signature').data.subject, commitMessage: 'Same' }
    const open = given(
      ...usual.built,
      asked('signature', {
        subject: subject as never,
        digest: `digest of ${JSON.stringify(subject)}`,
        required: 1,
      }),
      fact('run.parked'),
    )
    const edit = { kind: 'signature' as const, commitMessage: 'Same' }
    const seen = { digest: `digest of ${JSON.stringify(subject)}` }
    expect(open.when('approval.decide', data({ ...seen, edit }))).toEqual({
      facts: [decided(seen), resumed('signature approve')],
    })
  })

  test('a message of nothing but spaces cannot be signed', () => {
    const edit = { kind: 'signature' as const, commitMessage: '  ' }
    expect(signing(1).when('approval.decide', data({ edit }))).toEqual({
      code: 'approval.empty-message',
      message: 'Write a commit message, then sign.',
    })
  })

  test('whoever signed already cannot sign again by editing', () => {
    const once = signing(2).and(fact('approval.decided', { person: ada }))
    const edit = { kind: 'signature' as const, commitMessage: 'Other words' }
    expect(once.when('approval.decide', data({ edit }))).toMatchObject({ code: 'approval.already-yours' })
  })
})

describe('an edit that could never be carried out', () => {
  test('a commit message with a line that only a merge may write', () => {
    const edit = { kind: 'signature' as const, commitMessage: 'Good work\n\ncountersign-run: 7' }
    expect(signing(1).when('approval.decide', data({ edit }))).toEqual({
      code: 'approval.reserved-trailer',
      message: 'Remove the line "countersign-run: 7": Countersign writes such lines itself.',
    })
  })

  test('a plan that is longer than an event may be', () => {
    const detail = 'x'.repeat(4_000)
    const steps = Array.from({ length: 8 }, (_, index) => ({
      id: `${index}`,
      title: 'Step',
      detail,
      paths: null,
      commands: null,
    }))
    const edit = { kind: 'plan' as const, summary: 'Long', steps }
    expect(given(...usual.planWaits).when('approval.decide', data({ edit }))).toMatchObject({
      code: 'plan.too-long',
    })
  })
})
