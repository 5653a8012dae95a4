import { expect, test } from 'vitest'
import { isNarrowed, readShownFilters, sessionsPath } from './filter-words.ts'

test('equal lists have equal addresses, and empty filters are left out', () => {
  expect(sessionsPath({})).toBe('/sessions')
  expect(sessionsPath({ q: ' ', state: 'merged', person: '' })).toBe('/sessions?state=merged')
  expect(sessionsPath({ q: 'a b', project: 'p' })).toBe(sessionsPath({ project: 'p', q: 'a b ' }))
})

test('an address gives back its filters and drops what is none', () => {
  const query = { state: 'open', q: 'card', cursor: 'abc', other: 'x', project: ['a', 'b'] }
  expect(readShownFilters(query)).toEqual({ state: 'open', q: 'card', cursor: 'abc' })
  expect(isNarrowed(readShownFilters({ cursor: 'abc' }))).toBe(false)
})
