import { expect, test } from 'vitest'
import { sayAgo } from './relative-time.tsx'

const now = Date.UTC(2026, 10, 22, 12)
const minutes = (count: number) => now - count * 60_000

test('the words grow with the distance', () => {
  const said = [0.5, 2, 59, 60, 60 * 23, 60 * 25, 60 * 24 * 3].map((ago) => sayAgo(minutes(ago), now))
  expect(said).toEqual(['now', '2 min', '59 min', '1 h', '23 h', 'yesterday', '3 days'])
})

test('after a week it is a date, with the year where it is another one', () => {
  expect(sayAgo(Date.UTC(2026, 9, 3, 12), now)).toBe('3 Oct')
  expect(sayAgo(Date.UTC(2025, 9, 3, 12), now)).toBe('3 Oct 2025')
})

test('a clock that is a little ahead is no trouble', () => {
  expect(sayAgo(now + 5000, now)).toBe('now')
})
