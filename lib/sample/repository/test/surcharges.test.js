import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isHeavy, isLarge, surchargesOf } from '../src/surcharges.js'

const box = { weight: 2, length: 20, width: 15, height: 10 }
const mainland = { country: 'NL', postcode: '1012 AB' }

test('fuel is always charged', () => {
  assert.deepEqual(surchargesOf(box, mainland, 1000), [{ label: 'Fuel', cents: 80 }])
})

test('an island costs extra', () => {
  const lines = surchargesOf(box, { country: 'NL', postcode: '9163 HK' }, 1000)
  assert.deepEqual(lines[1], { label: 'Island', cents: 650 })
})

test('a long side makes a parcel large', () => {
  assert.equal(isLarge({ ...box, length: 120 }), false)
  assert.equal(isLarge({ ...box, length: 121 }), true)
})

test('a wide girth makes a parcel large', () => {
  assert.equal(isLarge({ weight: 5, length: 100, width: 60, height: 41 }), true)
})

test('a parcel of exactly 20 kg is not heavy', () => {
  assert.equal(isHeavy({ ...box, weight: 20 }), false)
  assert.equal(isHeavy({ ...box, weight: 20.1 }), true)
})

test('surcharges come in the order of the invoice', () => {
  const parcel = { weight: 25, length: 150, width: 30, height: 30 }
  const labels = surchargesOf(parcel, { country: 'DE', postcode: '25999' }, 1000).map((line) => line.label)
  assert.deepEqual(labels, ['Fuel', 'Island', 'Large parcel', 'Heavy parcel'])
})
