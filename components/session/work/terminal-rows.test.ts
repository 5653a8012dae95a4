// The terminal's lines: order, live output, what was loaded, escape sequences.
import { describe, expect, it } from 'vitest'
import { sessionUpTo } from '../../../lib/domain/fixtures/story-fixture.ts'
import { tellStory } from '../../../lib/domain/story.ts'
import { plainOutput } from '../load-long-text.ts'
import { outputLines, terminalCalls, terminalRows } from './terminal-rows.ts'

const items = tellStory(sessionUpTo('merge')).items
const calls = terminalCalls(items, null)

describe('the terminal', () => {
  it('holds the commands in order, and another call only when it is asked for', () => {
    expect(calls.map((call) => call.callId)).toEqual(['call-5', 'call-6'])
    expect(terminalCalls(items, 'call-1').map((call) => call.callId)).toEqual(['call-1', 'call-5', 'call-6'])
  })

  it('shows live text only while a call runs', () => {
    const running = { ...calls[0]!, outcome: null, output: null }
    expect(terminalRows([running], () => 'one\ntwo', new Map()).map((row) => row.kind)).toEqual([
      'head',
      'line',
      'line',
    ])
    expect(
      terminalRows([calls[0]!], () => 'never', new Map()).some(
        (row) => row.kind === 'line' && row.text === 'never',
      ),
    ).toBe(false)
  })

  it('offers the rest of a long output until it is loaded', () => {
    const output = { blob: 'a'.repeat(64), bytes: 99_000, head: 'first' }
    const long = { ...calls[0]!, output }
    expect(terminalRows([long], () => '', new Map()).at(-1)).toMatchObject({ kind: 'more', text: output })
    const loaded = terminalRows([long], () => '', new Map([['call-5', 'first\nlast']]))
    expect(loaded.map((row) => row.kind)).toEqual(['head', 'line', 'line'])
  })

  it('has a key of its own for each row', () => {
    const rows = terminalRows(calls, () => '', new Map())
    expect(new Set(rows.map((row) => row.key)).size).toBe(rows.length)
  })
})

describe('plain output', () => {
  it('drops colours, titles and cursor moves', () => {
    expect(plainOutput('\x1b[32mok\x1b[0m \x1b]0;title\x07x\x1b[2K')).toBe('ok x')
  })

  it('shows the last version of a line that was written over', () => {
    expect(plainOutput('10%\r50%\r100%\ndone\r\nend')).toBe('100%\ndone\nend')
  })

  it('has no empty last line', () => {
    expect(outputLines('a\n\nb\n')).toEqual(['a', '', 'b'])
    expect(outputLines('')).toEqual([])
  })
})
