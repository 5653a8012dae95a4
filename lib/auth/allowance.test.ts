import { expect, test } from 'vitest'
import { createAllowance } from './allowance.ts'

test('a burst is allowed, then as much as time brings back, for each name alone', () => {
  const allowance = createAllowance(3)
  const tries = (name: string, at: number, times: number) =>
    Array.from({ length: times }, () => allowance.take(name, at))
  expect(tries('a', 0, 5)).toEqual([true, true, true, false, false])
  expect(tries('b', 0, 1)).toEqual([true])
  expect(tries('a', 20_000, 2)).toEqual([true, false])
  expect(tries('a', 600_000, 4)).toEqual([true, true, true, false])
})
