// What the composer says in each phase, and mentions of files as they are typed.
import { describe, expect, it } from 'vitest'
import { beginSession, evolve } from '../../lib/domain/evolve.ts'
import { type Chapter, sessionUpTo } from '../../lib/domain/fixtures/story-fixture.ts'
import { describeDelivery, insertMention, listMentions, mentionAt } from './composer-words.ts'

const stateAfter = (chapter: Chapter) => {
  const [first, ...rest] = sessionUpTo(chapter)
  return rest.reduce(evolve, beginSession(first!))
}

describe('delivery', () => {
  it.each<[Chapter, boolean, RegExp]>([
    ['plan', false, /plans again/],
    ['work', true, /after the current command/],
    ['ask', false, /after what waits is decided/],
    ['review', false, /goes back to the agent/],
    ['sign', false, /goes back to the agent/],
    ['merge', false, /ended/],
  ])('after %s', (chapter, stoppable, hint) => {
    const delivery = describeDelivery(stateAfter(chapter))
    expect(delivery.hint).toMatch(hint)
    expect(delivery.stoppable).toBe(stoppable)
    expect(delivery.button === null).toBe(chapter === 'merge')
  })
})

describe('mentions', () => {
  it('are found where the caret stands, not in addresses', () => {
    expect(mentionAt('see @src/ca', 11)).toEqual({ start: 4, end: 11, query: 'src/ca' })
    expect(mentionAt('@', 1)).toEqual({ start: 0, end: 1, query: '' })
    expect(mentionAt('ada@example.org', 15)).toBeNull()
    expect(mentionAt('see @src/ca now', 15)).toBeNull()
  })

  it('are written out and leave the rest', () => {
    const text = 'see @ca and go'
    const mention = mentionAt(text, 7)!
    expect(insertMention(text, mention, 'src/card.ts')).toEqual({
      text: 'see @src/card.ts and go',
      caret: 17,
    })
  })

  it('are listed once each, without the full stop behind them', () => {
    expect(listMentions('Look at @src/card.ts, (@test/a.js) and @src/card.ts. Not a@b.')).toEqual([
      'src/card.ts',
      'test/a.js',
    ])
  })
})
