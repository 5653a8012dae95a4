import { expect, test } from 'vitest'
import { sessionUpTo } from '../../lib/domain/fixtures/story-fixture.ts'
import { type AskView, type Story, type StoryItem, tellStory } from '../../lib/domain/story.ts'
import { describeSignature, groupDigest } from './describe-signature.ts'

const told = () => tellStory(sessionUpTo('sign'))
function signatureOf(story: Story): AskView {
  const item = story.items.findLast((one) => one.kind === 'ask')
  if (item?.kind !== 'ask') throw new Error('the fixture asks for a signature')
  return item.ask
}

test('what is shown is about exactly the tree that is signed', () => {
  const story = told()
  const view = describeSignature(story, signatureOf(story))!
  expect(view.build?.mergedTree).toBe(view.subject.mergedTree)
  expect(view.checks?.tree).toBe(view.subject.mergedTree)
  expect(view.checks?.purpose).toBe('merged')
  expect(view).toMatchObject({ rejectedWithReason: 1, deciders: ['Ada Novak'], signers: [], replaced: null })
})

test('checks of another tree are never shown for this one', () => {
  const story = told()
  const checkRuns = story.checkRuns.map((run) => (run.purpose === 'merged' ? { ...run, tree: 'other' } : run))
  expect(describeSignature({ ...story, checkRuns }, signatureOf(story))!.checks).toBeNull()
})

test('an ask for something else is no signature', () => {
  const story = told()
  const plan = story.items.find((item) => item.kind === 'ask')
  if (plan?.kind !== 'ask') throw new Error('the fixture asks for a plan')
  expect(describeSignature(story, plan.ask)).toBeNull()
})

test('a request after the base moved says what it replaces; one after an edited message does not', () => {
  const story = told()
  const ask = signatureOf(story)
  if (ask.subject.kind !== 'signature') throw new Error('a signature')
  const earlier = (subject: Partial<AskView['subject']>): StoryItem => {
    const before = { ...ask, approvalId: 'before', status: 'voided', voidReason: 'It moved.' } as AskView
    return {
      key: 'before',
      seq: 1,
      at: '',
      kind: 'ask',
      ask: { ...before, subject: { ...ask.subject, ...subject } as AskView['subject'] },
    }
  }
  const moved = { ...story, items: [earlier({ targetHead: 'old', mergedTree: 'oldtree' }), ...story.items] }
  expect(describeSignature(moved, ask)!.replaced).toMatchObject({ reason: 'It moved.', build: null })
  const edited = { ...story, items: [earlier({ commitMessage: 'Other words' }), ...story.items] }
  expect(describeSignature(edited, ask)!.replaced).toBeNull()
})

test('two requests of one person are one signature', () => {
  const story = tellStory(sessionUpTo('merge'))
  const ask = signatureOf(story)
  const twice = { ...ask, decisions: [...ask.decisions, ...ask.decisions] }
  expect(describeSignature(story, twice)!.signers).toHaveLength(1)
})

test('a digest is read in groups of four', () => {
  expect(groupDigest('9c1e2f0777b041aaffff')).toBe('9c1e 2f07 77b0 41aa')
})
