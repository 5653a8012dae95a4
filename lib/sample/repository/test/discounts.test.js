import assert from 'node:assert/strict'
import { test } from 'node:test'
import { discountOf, discountPercent } from '../src/discounts.js'

test('few parcels get no discount', () => {
  assert.equal(discountPercent(0), 0)
  assert.equal(discountPercent(49), 0)
  assert.deepEqual(discountOf(1000, 49), [])
})

test('the discount grows in steps', () => {
  assert.deepEqual([50, 199, 200, 999, 1000].map(discountPercent), [5, 5, 10, 10, 15])
})

test('a discount is a negative line', () => {
  assert.deepEqual(discountOf(1010, 200), [{ label: 'Discount 10 %', cents: -101 }])
})
