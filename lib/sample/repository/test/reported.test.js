// Cases that customers reported. Each stays here for good.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { quote } from '../src/index.js'

test('a large and heavy parcel to an island pays every surcharge once', () => {
  const offer = quote({ weight: 25, length: 150, width: 30, height: 25 }, { country: 'DE', postcode: '25999' })
  assert.equal(offer.lines.length, 5)
  assert.equal(offer.netCents, 8806)
})

test('a parcel of exactly 1.1 kg pays for one step above the first kilogram', () => {
  const offer = quote({ weight: 1.1, length: 20, width: 15, height: 10 }, { country: 'NL', postcode: '1012 AB' })
  assert.equal(offer.billableWeight, 1.1)
  assert.deepEqual(offer.lines[0], { label: 'Tariff', cents: 507 })
})
