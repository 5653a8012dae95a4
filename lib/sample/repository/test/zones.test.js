import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isInUnion, isIsland, zoneOf } from '../src/zones.js'

test('the Netherlands are zone 0', () => {
  assert.equal(zoneOf('NL'), 0)
})

test('neighbours are zone 1', () => {
  assert.deepEqual(['BE', 'DE', 'FR', 'LU'].map(zoneOf), [1, 1, 1, 1])
})

test('the rest of the Union is zone 2', () => {
  assert.equal(zoneOf('SE'), 2)
})

test('outside the Union is zone 3', () => {
  assert.equal(zoneOf('CH'), 3)
  assert.equal(isInUnion('CH'), false)
  assert.equal(isInUnion('IT'), true)
})

test('country codes may be written small and with spaces', () => {
  assert.equal(zoneOf(' de '), 1)
})

test('an unknown country is refused', () => {
  assert.throws(() => zoneOf('US'), /no delivery to US/)
})

test('the Wadden islands are islands', () => {
  assert.equal(isIsland({ country: 'NL', postcode: '9163 HK' }), true)
  assert.equal(isIsland({ country: 'NL', postcode: '8881AB' }), true)
  assert.equal(isIsland({ country: 'nl', postcode: '17 91 AA' }), true)
})

test('the mainland is not an island', () => {
  assert.equal(isIsland({ country: 'NL', postcode: '1012 AB' }), false)
  assert.equal(isIsland({ country: 'FR', postcode: '9163' }), false)
  assert.equal(isIsland({ country: 'NL' }), false)
})
