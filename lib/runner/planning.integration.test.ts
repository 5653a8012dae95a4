// From a wish to work: plans that are edited, sent back, rejected or skipped, and what the agent is told of it.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { beginSession, ofType } from '../testing/drive-session.ts'
import { type Installation, startInstallation } from '../testing/start-installation.ts'

let here: Installation
let projectId: string
beforeAll(async () => {
  here = await startInstallation()
  projectId = await here.addSampleProject()
})
afterAll(() => here?.stop())

const model = (name: string) => ({ provider: 'scripted' as const, name: `scripted/${name}` })

describe.concurrent('a plan', () => {
  test('is edited: the agent is told the edited one, word for word, and works by it', async () => {
    const session = await beginSession(here, { projectId })
    const plan = await session.asked('plan')
    if (plan.data.subject.kind !== 'plan') throw new Error('expected a plan')
    const steps = plan.data.subject.steps
      .slice(0, 2)
      .map((step) => ({ ...step, detail: 'In whole grams, please.' }))
    await session.decide(plan, {
      reason: 'As I changed it.',
      edit: { kind: 'plan', summary: 'Count in grams.', steps },
    })
    const turn = await session.waitFor('turn.started', plan.seq)
    expect(turn.data.prompt).toContain('The plan was approved by Ada Admin. Ada Admin says: As I changed it.')
    expect(turn.data.prompt).toContain('In whole grams, please.')
    const ticked = await session.waitFor('plan.progressed', turn.seq)
    const known = steps.map((step) => step.id)
    for (const step of ticked.data.steps) expect(known).toContain(step.id)
    await session.cancel()
  })

  test('is sent back with a comment: a better one comes, and the first is never asked again', async () => {
    const session = await beginSession(here, { projectId, model: model('plan-sent-back') })
    const thin = await session.asked('plan')
    await session.decide(thin, { decision: 'send-back', reason: 'Name the files.' })
    const better = await session.asked('plan', thin.seq)
    const prompt = ofType(await session.events(), 'turn.started').at(-1)!.data.prompt
    expect(prompt).toContain('The plan was sent back by Ada Admin:\n\nName the files.')
    if (better.data.subject.kind !== 'plan' || thin.data.subject.kind !== 'plan')
      throw new Error('expected plans')
    expect(better.data.subject.revision).toBe(thin.data.subject.revision + 1)
    expect(better.data.subject.steps.length).toBeGreaterThan(thin.data.subject.steps.length)
    await session.cancel()
  })

  test('is rejected: the session is over, nothing was changed, and a message opens it again', async () => {
    const session = await beginSession(here, { projectId })
    const plan = await session.asked('plan')
    await session.decide(plan, { decision: 'reject', reason: 'Not this.' })
    const finished = await session.waitFor('run.finished', plan.seq)
    expect(finished.data.outcome).toBe('rejected')
    expect(ofType(await session.events(), 'snapshot.taken')).toEqual([])
    await session.say('Then plan something smaller.')
    const again = await session.asked('plan', finished.seq)
    expect(again.data.approvalId).not.toBe(plan.data.approvalId)
    await session.cancel()
  })

  test('is skipped: straight to the diff', async () => {
    const session = await beginSession(here, { projectId, mode: 'direct' })
    const turn = await session.waitFor('turn.started')
    expect(turn.data.kind).toBe('implement')
    const review = await session.reviewed()
    expect(review.data.hunks.length).toBeGreaterThan(1)
    expect(ofType(await session.events(), 'plan.proposed')).toEqual([])
  })
})

test('a missing feature is planned, built, checked, reviewed and merged', async () => {
  const session = await beginSession(here, { projectId, model: model('missing-feature') })
  await session.approvePlan()
  const { signature, merged } = await session.acceptAndSign()
  if (signature.data.subject.kind !== 'signature') throw new Error('expected a signature')
  expect(merged.data.tree).toBe(signature.data.subject.mergedTree)
})
