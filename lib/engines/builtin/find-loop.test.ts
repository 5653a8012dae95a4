import { describe, expect, test } from 'vitest'
import { type Action, findLoop } from './find-loop.ts'

const action = (name: string, output = 'same', args = '{}'): Action => ({ name, arguments: args, output })
const times = (count: number, ...actions: Action[]) => Array.from({ length: count }, () => actions).flat()

describe('a loop', () => {
  test('one action four times', () => {
    expect(findLoop(times(4, action('read_file')))).toBe(
      'The agent repeated read_file 4 times with the same result.',
    )
  })
  test('two in turn', () => {
    expect(findLoop(times(4, action('read_file'), action('search')))).toBe(
      'The agent repeated read_file and search 4 times with the same result.',
    )
  })
  test('after other work', () => {
    expect(findLoop([action('search'), ...times(4, action('read_file'))])).not.toBeNull()
  })
  test('times that a command took are no result', () => {
    const run = (seconds: string) =>
      action('exec_command', `Exit code: 1\nWall time: ${seconds} seconds\nOutput:\nno`)
    expect(findLoop(['0.1', '0.2', '1.5', '12.0'].map(run))).not.toBeNull()
    const spec = (ms: string) => action('exec_command', `✖ fails (${ms}ms)`)
    expect(findLoop(['1.2', '3', '0.41', '7'].map(spec))).not.toBeNull()
  })
})

describe('no loop', () => {
  test.each<[string, Action[]]>([
    ['nothing', []],
    ['three times', times(3, action('read_file'))],
    ['other results', ['a', 'b', 'c', 'd'].map((output) => action('exec_command', output))],
    ['other arguments', ['a', 'b', 'c', 'd'].map((args) => action('read_file', 'same', args))],
    ['broken by something else', [...times(3, action('read_file')), action('search'), action('read_file')]],
    ['three pairs', times(3, action('read_file'), action('search'))],
    [
      'numbers that are results',
      ['1', '2', '3', '4'].map((count) => action('exec_command', `${count} failed`)),
    ],
  ])('%s', (_, actions) => expect(findLoop(actions)).toBeNull())
})
