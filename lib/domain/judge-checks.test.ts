// Which failures count: not what failed before, unless a person said so; and what had to pass must have run.
import { describe, expect, test } from 'vitest'
import type { CheckResult } from '../protocol/values.ts'
import { fact, numbered } from './given.ts'
import { baseFailingOf, failingNames, judgeChecks, mustPassOf } from './judge-checks.ts'

const result = (own: Partial<CheckResult> = {}): CheckResult => ({
  checkId: 'test',
  name: 'Tests',
  command: 'node --test',
  exitCode: 0,
  outcome: 'passed',
  output: '',
  durationMs: 1,
  counts: null,
  failures: [],
  tests: null,
  ...own,
})
const failing = (...names: string[]) =>
  result({
    exitCode: 1,
    outcome: 'failed',
    counts: { passed: 1, failed: names.length, skipped: 0 },
    failures: names.map((name) => ({ name, message: '' })),
  })
const bare = result({ exitCode: 1, outcome: 'failed' })
const counted = result({ counts: { passed: 1, failed: 0, skipped: 0 } })
const set = (...names: string[]) => new Set(names)
type Known = Parameters<typeof judgeChecks>[1]
const known = (own: Partial<Known> = {}): Known => ({
  baseFailing: set(),
  mustPass: set(),
  passed: set(),
  ...own,
})

describe('names of what fails', () => {
  test.each<[string, CheckResult, string[]]>([
    ['nothing', result(), []],
    ['each failing test', failing('a', 'b'), ['a', 'b']],
    ['the check itself, where no test is to blame', bare, ['Tests']],
    ['a check that could not run', result({ outcome: 'error', exitCode: null }), ['Tests']],
  ])('%s', (_, one, names) => expect(failingNames(one)).toEqual(names))
})

describe('what counts', () => {
  test.each<[string, CheckResult[], Partial<Known>, ReturnType<typeof judgeChecks>]>([
    ['all passed', [result()], {}, { outcome: 'passed', counted: [], ignored: [] }],
    ['no checks at all', [], {}, { outcome: 'passed', counted: [], ignored: [] }],
    ['a new failure', [failing('a')], {}, { outcome: 'failed', counted: ['a'], ignored: [] }],
    [
      'an old failure does not',
      [failing('a')],
      { baseFailing: set('a') },
      { outcome: 'passed', counted: [], ignored: ['a'] },
    ],
    [
      'an old failure that must pass does',
      [failing('a')],
      { baseFailing: set('a'), mustPass: set('a') },
      { outcome: 'failed', counted: ['a'], ignored: [] },
    ],
    [
      'a new one beside an old one',
      [failing('a', 'b')],
      { baseFailing: set('a') },
      { outcome: 'failed', counted: ['b'], ignored: ['a'] },
    ],
    [
      'the command that failed before, and names its tests now',
      [failing('a')],
      { baseFailing: set('Tests') },
      { outcome: 'failed', counted: ['a'], ignored: [] },
    ],
    [
      'tests that failed before, and a command that now names none',
      [bare],
      { baseFailing: set('a') },
      { outcome: 'failed', counted: ['Tests'], ignored: [] },
    ],
    [
      'what had to pass and is gone',
      [counted],
      { mustPass: set('a'), passed: set('b') },
      { outcome: 'failed', counted: ['a (did not run)'], ignored: [] },
    ],
    [
      'what had to pass and passed',
      [counted],
      { mustPass: set('a'), passed: set('a') },
      { outcome: 'passed', counted: [], ignored: [] },
    ],
    [
      'a whole check that had to pass and passed',
      [counted],
      { mustPass: set('Tests') },
      { outcome: 'passed', counted: [], ignored: [] },
    ],
    [
      'where no check names tests, nothing can be missing',
      [result()],
      { mustPass: set('a') },
      { outcome: 'passed', counted: [], ignored: [] },
    ],
    [
      'a check that could not run says nothing about the tree',
      [result({ outcome: 'error', exitCode: null }), result({ checkId: 'lint', name: 'Lint' })],
      {},
      { outcome: 'error', counted: ['Tests'], ignored: [] },
    ],
    [
      'one name in two checks counts once',
      [failing('a'), failing('a')],
      {},
      { outcome: 'failed', counted: ['a'], ignored: [] },
    ],
  ])('%s', (_, results, own, judgement) => {
    expect(judgeChecks(results, known(own))).toEqual(judgement)
  })

  test('on the base itself everything that fails is said, and only what must pass counts', () => {
    expect(judgeChecks([failing('a', 'b')], known({ baseFailing: null, mustPass: set('b') }))).toEqual({
      outcome: 'failed',
      counted: ['b'],
      ignored: ['a'],
    })
  })
})

test('what failed on the base, by its newest check', () => {
  const base = (counted: string[], ignored: string[]) =>
    fact('check.finished', { purpose: 'base', counted, ignored })
  expect(baseFailingOf(numbered([fact('session.created')]))).toBeNull()
  const events = [base(['old'], []), base(['a'], ['b']), fact('check.finished', { counted: ['turn'] })]
  expect(baseFailingOf(numbered(events))).toEqual(set('a', 'b'))
})

test('what must pass: as the session began, changed by every mark since', () => {
  const events = [
    fact('session.created', { mustPass: ['a', 'b'] }),
    fact('check.marked', { name: 'a', treatment: 'ignore' }),
    fact('check.marked', { name: 'c', treatment: 'must-pass' }),
  ]
  expect(mustPassOf(numbered(events))).toEqual(set('b', 'c'))
})
