// The words of the header and of the browser's tab through a whole session.
import { describe, expect, it } from 'vitest'
import { beginSession, evolve } from '../../lib/domain/evolve.ts'
import { type Chapter, sessionUpTo } from '../../lib/domain/fixtures/story-fixture.ts'
import { ada } from '../../lib/domain/fixtures/story-fixture-entries.ts'
import { tellStory } from '../../lib/domain/story.ts'
import type { Event } from '../../lib/protocol/events.ts'
import { describeState, documentTitle, isKeyRefused } from './describe-state.ts'

const reader = { userId: ada.userId, mayDecide: true }
function told(events: Event[]) {
  const [first, ...rest] = events
  return { state: rest.reduce(evolve, beginSession(first!)), story: tellStory(events) }
}

describe('words', () => {
  it.each<[Chapter, string, string]>([
    ['prepare', 'running', 'Writes the plan'],
    ['plan', 'waits', 'Waits for you'],
    ['work', 'running', 'Works, step 2 of 4'],
    ['ask', 'waits', 'Waits for you'],
    ['review', 'waits', 'Waits for you'],
    ['sign', 'waits', 'Waits for you'],
    ['merge', 'passed', 'Merged'],
  ])('after %s: %s, %s', (chapter, tone, words) => {
    const { state, story } = told(sessionUpTo(chapter))
    expect(describeState(state, story, reader)).toMatchObject({ tone, words })
  })

  it('never say "you" to those who may not decide', () => {
    const { state, story } = told(sessionUpTo('plan'))
    expect(describeState(state, story, { ...reader, mayDecide: false }).words).toBe('Waits for a person')
    expect(documentTitle(state, false)).toBe('Waits · Reject expired cards before charging · Countersign')
  })

  it('tell since when the open question stands', () => {
    const events = sessionUpTo('ask')
    const asked = events.findLast((event) => event.type === 'approval.requested')!
    const { state, story } = told(events)
    expect(describeState(state, story, reader).since).toBe(asked.at)
  })

  it('say that a key was refused', () => {
    const events = sessionUpTo('work')
    const last = events.at(-1)!
    const parked = {
      ...last,
      seq: last.seq + 1,
      type: 'run.parked',
      data: { runId: 'run-1', reason: { kind: 'provider', code: 'key_refused', message: '401' } },
    } as Event
    const { state, story } = told([...events, parked])
    expect(describeState(state, story, reader)).toMatchObject({ tone: 'bad', words: 'Paused: key refused' })
    expect(isKeyRefused('rate_limited')).toBe(false)
  })
})

it('the tab says what waits first', () => {
  expect(documentTitle(told(sessionUpTo('plan')).state, true)).toBe(
    'Approve the plan · Reject expired cards before charging · Countersign',
  )
  expect(documentTitle(told(sessionUpTo('merge')).state, true)).toMatch(/^Merged · /)
})
