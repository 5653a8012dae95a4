// Blocks of growing markdown: joined they are the text, and finished ones never change again.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitBlocks } from './split-blocks.ts'

const line = fc.constantFrom(
  'words',
  '',
  '- item',
  '  more of it',
  '```',
  '~~~',
  '1. one',
  '> said',
  '| a | b |',
  '# head',
  '    code',
  '````',
)
const text = fc.array(line, { maxLength: 24 }).map((lines) => lines.join('\n'))
const bare = (words: string) => words.replaceAll(/\n+/g, '\n').trim()

describe('blocks', () => {
  it('keep every line in its order', () => {
    fc.assert(fc.property(text, (words) => bare(splitBlocks(words).join('\n')) === bare(words)))
  })

  it('but the last stay as they are while lines are added', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const finished = splitBlocks(before).slice(0, -1)
        expect(splitBlocks(`${before}\n${after}`).slice(0, finished.length)).toEqual(finished)
      }),
    )
  })

  it('hold a list, a quote and a fence with blank lines together', () => {
    expect(splitBlocks('a\n\n- one\n\n- two\n\nb')).toEqual(['a\n\n- one\n\n- two', 'b'])
    expect(splitBlocks('```js\nx\n\ny\n```\n\nb')).toEqual(['```js\nx\n\ny\n```', 'b'])
    expect(splitBlocks('````\n```\n\nx\n````\n\nb')).toEqual(['````\n```\n\nx\n````', 'b'])
  })

  it('of nothing are none', () => {
    expect(splitBlocks('')).toEqual([])
  })
})
