import { expect, test } from 'vitest'
import type { SessionState } from '../../lib/domain/session-state.ts'
import { type CheckRunView, emptyStory, type Story } from '../../lib/domain/story.ts'
import { chooseScope, listScopes, loosenedPaths } from './choose-range.ts'
import { describeBuild, failureMessage } from './describe-build.ts'

const tree = (digit: string) => digit.repeat(40)
const state = (changes: Partial<SessionState>) => ({ targetBranch: 'main', ...changes }) as SessionState
const result = {
  checkId: 't',
  name: 'Tests',
  command: 'npm test',
  exitCode: 1,
  outcome: 'failed' as const,
  output: 'boom\n',
  durationMs: 1,
  counts: null,
  failures: [{ name: 'adds', message: '1 is not 2' }],
  tests: null,
}
function run(changes: Partial<CheckRunView>, outcome?: 'passed' | 'failed'): CheckRunView {
  const base = { checkRunId: 'c', purpose: 'merged' as const, tree: tree('b'), round: 1, at: '', checks: [] }
  const finished = outcome && {
    ...base,
    outcome,
    results: [result],
    counted: ['adds'],
    ignored: [],
    loosened: {
      files: [{ path: 'a.test.ts', removedAssertions: 2 }],
      baseTests: 'passed' as const,
      baseFailures: [],
    },
    digest: '',
  }
  return { ...base, finished: finished ?? null, ...changes } as CheckRunView
}
const story = (changes: Partial<Story>): Story => ({ ...emptyStory, ...changes })
const build = { mergedTree: tree('b') } as NonNullable<Story['build']>

test('building, checking and asking are told apart', () => {
  const building = state({ phase: 'building' })
  expect(describeBuild(building, story({}))).toMatchObject({
    kind: 'working',
    words: 'Building the tree you accepted',
  })
  expect(describeBuild(building, story({ build, checkRuns: [run({})] }))).toMatchObject({
    words: 'Checking tree bbbbbbb, merged with main, on a clean checkout',
  })
  expect(describeBuild(building, story({ build, checkRuns: [run({}, 'passed')] }))).toMatchObject({
    words: 'Tree bbbbbbb is checked; asking for the signature',
  })
})

test('a failed merged tree is shown until something newer was checked', () => {
  const checks = { id: 'c' } as SessionState['checks']
  const failed = story({ checkRuns: [run({}, 'failed')] })
  const seen = describeBuild(state({ phase: 'review-waits', checks }), failed)
  expect(seen.kind).toBe('failed')
  if (seen.kind !== 'failed') return
  expect(failureMessage(seen, 'main')).toContain('Tests: npm test (exit code 1)\n- adds: 1 is not 2\nboom')
  const newer = { id: 'later' } as SessionState['checks']
  expect(describeBuild(state({ phase: 'review-waits', checks: newer }), failed)).toEqual({ kind: 'none' })
})

test('rounds are compared with the round before, rounds without work are left out', () => {
  const snapshots = ['1', '1', '2', '3'].map((digit) => ({ tree: tree(digit) })) as Story['snapshots']
  const review = { baseTree: tree('0'), tree: tree('3') } as SessionState['review']
  const scopes = listScopes(state({ review }), story({ snapshots }))
  expect(scopes.map((scope) => [scope.label, scope.range.from[0], scope.range.to[0]])).toEqual([
    ['Everything', '0', '3'],
    ['Against the round before', '2', '3'],
    ['Round 1 to 2', '1', '2'],
  ])
  expect(chooseScope(scopes, null, null)?.id).toBe('all')
  expect(chooseScope(scopes, tree('1'), tree('2'))?.label).toBe('Round 1 to 2')
  expect(chooseScope(scopes, tree('7'), tree('8'))?.label).toBe('7777777 to 8888888')
  const ahead = state({
    phase: 'implementing',
    review,
    snapshot: { position: 5, tree: tree('4'), commit: '' },
  })
  expect(listScopes(ahead, story({ snapshots }))[0]?.range.to).toBe(tree('4'))
  expect(chooseScope(listScopes(state({ review: null, base: null }), story({})), null, null)).toBeNull()
})

test('loosened tests come from the check of the tree that is shown', () => {
  expect(loosenedPaths(story({ checkRuns: [run({}, 'passed')] }), tree('b'))).toEqual(
    new Map([['a.test.ts', 2]]),
  )
})
