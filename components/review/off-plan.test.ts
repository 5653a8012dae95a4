import { expect, test } from 'vitest'
import { findOffPlan } from './off-plan.ts'

const plan = (...paths: (string[] | null)[]) => ({
  steps: paths.map((one, at) => ({
    id: `s${at}`,
    title: 'Do it',
    detail: '',
    paths: one,
    commands: null,
    status: 'pending' as const,
  })),
})

test('files that no step names are off the plan', () => {
  expect(findOffPlan(plan(['src/a.ts'], ['test/']), ['src/a.ts', 'test/a.test.ts', 'src/b.ts'])).toEqual({
    kind: 'paths',
    paths: ['src/b.ts'],
    unnamedSteps: 0,
  })
})

test('folders and patterns name what lies below them', () => {
  const within = plan(['./lib', 'src/*.ts', 'docs/**/*.md'])
  const paths = ['lib/x/y.ts', 'src/a.ts', 'src/deep/a.ts', 'docs/a.md', 'docs/b/c.md', 'library.ts']
  expect(findOffPlan(within, paths)).toMatchObject({ paths: ['src/deep/a.ts', 'library.ts'] })
})

test('a plan of text alone states nothing', () => {
  expect(findOffPlan(plan(null, null), ['a'])).toEqual({ kind: 'not-stated' })
  expect(findOffPlan(null, ['a'])).toEqual({ kind: 'no-plan' })
})

test('a step that says no files is counted', () => {
  expect(findOffPlan(plan(['a'], null), ['a', 'b'])).toEqual({ kind: 'paths', paths: ['b'], unnamedSteps: 1 })
})
