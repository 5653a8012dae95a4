import { expect, test } from 'vitest'
import { judgeTrial, type TriedCheck, type TriedSetup } from './judge-trial.ts'

const ready: TriedSetup = { outcome: 'ready', cached: false, durationMs: 12_300 }
const check = (more: Partial<TriedCheck> = {}): TriedCheck => ({
  checkId: 'check-1',
  name: 'Tests',
  command: 'npm test',
  exitCode: 0,
  outcome: 'passed',
  counts: null,
  output: '',
  reported: false,
  ...more,
})
const counts = (passed: number, failed: number) => ({ passed, failed, skipped: 0 })
const judge = (checks: TriedCheck[], setup: TriedSetup = ready, unkept: string[] = []) =>
  judgeTrial({ setup, checks, unkept })

test('tests that fail do not keep a session from running', () => {
  expect(judge([check({ exitCode: 1, outcome: 'failed', counts: counts(41, 1), reported: true })])).toEqual({
    canRun: true,
    sentence: 'A session can run here: setup took 12 s, 41 of 42 tests pass.',
  })
})

test('all that passed is said, whatever it is', () => {
  const checks = [check({ counts: counts(7, 0), reported: true }), check({ command: 'npm run lint' })]
  expect(judge(checks, { outcome: 'none' }).sentence).toBe(
    'A session can run here: all 7 tests pass, `npm run lint` passes.',
  )
  expect(judge([check()], { outcome: 'ready', cached: true, durationMs: 0 }).sentence).toBe(
    'A session can run here: setup comes from the cache, `npm test` passes.',
  )
})

test('a command that is not there keeps it from running, in its own words', () => {
  const output = 'bash: line 1: vitest: command not found\n\n'
  expect(judge([check({ exitCode: 127, outcome: 'failed', output })])).toEqual({
    canRun: false,
    sentence: 'Not yet: `npm test` ended with 127: bash: line 1: vitest: command not found.',
  })
})

test('what setup made and nobody keeps is named', () => {
  const failed = check({ exitCode: 127, outcome: 'failed', output: 'sh: jest: not found' })
  expect(judge([failed], ready, ['node_modules']).sentence).toBe(
    'Not yet: `npm test` ended with 127: sh: jest: not found. Setup made `node_modules`, which is not among the output paths, so the checks do not see it.',
  )
})

test('a failing command is evidence only beside one that speaks', () => {
  const failed = check({
    command: 'make test',
    exitCode: 2,
    outcome: 'failed',
    output: 'make: *** [test] Error 1',
  })
  expect(judge([failed])).toMatchObject({ canRun: false })
  expect(judge([check(), failed])).toEqual({
    canRun: true,
    sentence: 'A session can run here: setup took 12 s, `npm test` passes, `make test` fails (2).',
  })
})

test('a report that was promised and did not come', () => {
  expect(judge([check({ exitCode: 1, outcome: 'failed', reported: true })])).toEqual({
    canRun: false,
    sentence: 'Not yet: `npm test` ended with 1 and wrote no report.',
  })
  expect(judge([check({ reported: true })]).sentence).toBe(
    'A session can run here: setup took 12 s, `npm test` passes. `npm test` wrote no report, so only its exit code counts.',
  )
})

test('a check that was stopped, or could not start', () => {
  expect(
    judge([check({ exitCode: null, outcome: 'failed', output: '[the check was ended: timeout]' })]),
  ).toEqual({
    canRun: false,
    sentence: 'Not yet: `npm test` did not end by itself: [the check was ended: timeout].',
  })
  expect(judge([check({ exitCode: null, outcome: 'error' })]).canRun).toBe(false)
})

test('setup that fails', () => {
  const setup: TriedSetup = {
    outcome: 'failed',
    command: 'npm ci',
    ending: 'failed',
    output: 'npm error ENOTFOUND\n',
  }
  expect(judge([], setup)).toEqual({
    canRun: false,
    sentence: 'Not yet: `npm ci` failed: npm error ENOTFOUND. Change the setup command, then try again.',
  })
})

test('without checks it runs, and proves nothing', () => {
  expect(judge([], { outcome: 'none' }).sentence).toBe(
    'A session can run here. There is no check, so nothing would prove a change.',
  )
})
