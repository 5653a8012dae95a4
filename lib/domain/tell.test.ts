// The story against one whole session, against logs that begin in the middle, and against itself folded in two goes.
import { describe, expect, it } from 'vitest'
import { parseFact } from '../protocol/events.ts'
import { beginSession, evolve } from './evolve.ts'
import { type Chapter, sessionUpTo } from './fixtures/story-fixture.ts'
import { emptyStory, type StoryItem, tellStory } from './story.ts'

const whole = sessionUpTo('merge')
const kinds = (items: StoryItem[]) => items.map((item) => item.kind)
const find = <K extends StoryItem['kind']>(items: StoryItem[], kind: K) =>
  items.filter((item): item is Extract<StoryItem, { kind: K }> => item.kind === kind)

describe('the story of a whole session', () => {
  it('is told from events that the log would accept', () => {
    for (const event of whole)
      expect(parseFact(event.type, event.data)).toEqual({ type: event.type, data: event.data })
  })

  it('has the parts in the order in which they happened', () => {
    const spoken = tellStory(whole).items.filter(
      (item) => item.kind !== 'words' || item.text !== '' || item.reasoning !== '',
    )
    expect(kinds(spoken)).toEqual([
      'desired',
      'base',
      'setup',
      'checks',
      'turn',
      'words',
      'work',
      'words',
      'plan',
      'ask',
      'turn',
      'work',
      'ask',
      'work',
      'message',
      'words',
      'snapshot',
      'checks',
      'turn',
      'words',
      'work',
      'snapshot',
      'checks',
      'review',
      'review',
      'built',
      'checks',
      'ask',
      'merged',
    ])
  })

  it('gathers calls between two replies without words in one group', () => {
    const groups = find(tellStory(whole).items, 'work').map((item) => item.calls.map((call) => call.callId))
    expect(groups).toEqual([['call-1', 'call-2'], ['call-4', 'call-5'], ['call-6'], ['call-7']])
  })

  it('ticks the steps in the plan and in its line of the story', () => {
    const working = tellStory(sessionUpTo('work'))
    expect(working.plan?.steps.map((step) => step.status)).toEqual([
      'completed',
      'in_progress',
      'pending',
      'pending',
    ])
    expect(find(working.items, 'plan')[0]?.plan).toBe(working.plan)
  })

  it('keeps each decision with who made it and why', () => {
    const asks = find(tellStory(whole).items, 'ask').map((item) => item.ask)
    expect(asks.map((ask) => [ask.subject.kind, ask.status])).toEqual([
      ['plan', 'approved'],
      ['command', 'refused'],
      ['signature', 'approved'],
    ])
    expect(asks[1]?.decisions[0]).toMatchObject({
      decision: 'deny',
      reason: 'Not needed: write the comparison yourself.',
      person: { name: 'Ada Novak' },
    })
  })

  it('says that a message is delivered once a request carries it', () => {
    const at = whole.findIndex((event) => event.type === 'message.posted')
    expect(find(tellStory(whole.slice(0, at + 1)).items, 'message')[0]?.delivered).toBe(false)
    expect(find(tellStory(whole.slice(0, at + 2)).items, 'message')[0]?.delivered).toBe(true)
  })

  it('counts the last sent decision on each hunk', () => {
    const review = tellStory(whole).review!
    expect(Object.values(review.decisions).map((one) => one.decision)).toEqual([
      'accept',
      'reject',
      'accept',
      'accept',
      'accept',
    ])
    expect(review.comments).toMatchObject([{ path: 'src/charge.ts', line: 75, by: 'Ada Novak' }])
  })

  it('ends with the message that was merged, trailers and all', () => {
    expect(tellStory(whole).merging?.message).toContain('Reviewed-by: Ada Novak')
  })

  it('knows which event holds a text that was too long for the page', () => {
    const story = tellStory(whole)
    const typeAt = (seq: number | null | undefined) => whole.find((event) => event.seq === seq)?.type
    for (const item of find(story.items, 'words')) expect(typeAt(item.repliedSeq)).toBe('model.replied')
    for (const call of find(story.items, 'work').flatMap((item) => item.calls))
      expect(typeAt(call.outputSeq)).toBe('tool.finished')
    for (const run of story.checkRuns) expect(typeAt(run.finishedSeq)).toBe('check.finished')
  })

  it('knows the check runs and what people said about failures of the base', () => {
    const story = tellStory(whole)
    expect(story.checkRuns.map((run) => [run.purpose, run.round, run.finished?.outcome])).toEqual([
      ['base', 0, 'failed'],
      ['turn', 0, 'failed'],
      ['turn', 1, 'passed'],
      ['merged', 0, 'passed'],
    ])
    expect(story.marks).toEqual({ 'cards end with their month': 'must-pass' })
  })
})

describe('folding', () => {
  it('in two goes tells the same as in one, wherever it is cut', () => {
    const once = tellStory(whole)
    for (let cut = 0; cut <= whole.length; cut += 1) {
      expect(tellStory(whole.slice(cut), tellStory(whole.slice(0, cut)))).toEqual(once)
    }
  })

  it('keeps the identity of every item that an event does not change', () => {
    const before = tellStory(sessionUpTo('rounds'))
    const after = tellStory(whole.slice(before.lastSeq), before)
    const moved = before.items.filter((item, index) => after.items[index] !== item)
    expect(moved).toEqual([])
  })

  it('begins anywhere in a log without failing, and never invents what it has not seen', () => {
    for (let from = 1; from < whole.length; from += 1) {
      const story = tellStory(whole.slice(from))
      expect(story.created).toBeNull()
      expect(story.lastSeq).toBe(whole.length)
      expect(new Set(story.items.map((item) => item.key)).size).toBe(story.items.length)
    }
  })

  it('of nothing is nothing', () => {
    expect(tellStory([])).toBe(emptyStory)
  })
})

it.each<[Chapter, string]>([
  ['plan', 'plan-waits'],
  ['review', 'review-waits'],
  ['sign', 'signature-waits'],
  ['merge', 'merged'],
])('the fixture up to %s leaves the session in the phase %s', (chapter, phase) => {
  const [first, ...rest] = sessionUpTo(chapter)
  expect(rest.reduce(evolve, beginSession(first!)).phase).toBe(phase)
})
