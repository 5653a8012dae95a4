import assert from 'node:assert/strict'
import { test } from 'node:test'
import { billableWeight, checkParcel, girth, longestSide, volumetricWeight } from '../src/parcel.js'

const box = { weight: 2, length: 20, width: 15, height: 10 }

test('a normal parcel is accepted', () => {
  assert.doesNotThrow(() => checkParcel(box))
})

test('a missing number is refused', () => {
  assert.throws(() => checkParcel({ ...box, height: undefined }), TypeError)
  assert.throws(() => checkParcel({ ...box, weight: Number.NaN }), TypeError)
})

test('zero and negative numbers are refused', () => {
  assert.throws(() => checkParcel({ ...box, weight: 0 }), RangeError)
  assert.throws(() => checkParcel({ ...box, width: -3 }), RangeError)
})

test('a parcel above 31.5 kg is refused', () => {
  assert.doesNotThrow(() => checkParcel({ ...box, weight: 31.5 }))
  assert.throws(() => checkParcel({ ...box, weight: 31.6 }), /31.5 kg/)
})

test('a side above 200 cm is refused', () => {
  assert.throws(() => checkParcel({ ...box, length: 201 }), /200 cm/)
})

test('the longest side is found wherever it stands', () => {
  assert.equal(longestSide({ length: 10, width: 45, height: 20 }), 45)
})

test('the girth goes around the two shorter sides', () => {
  assert.equal(girth({ length: 10, width: 45, height: 20 }), 105)
})

test('the volumetric weight divides by 5,000', () => {
  assert.equal(volumetricWeight({ length: 50, width: 40, height: 30 }), 12)
})

test('the real weight counts when it is larger', () => {
  assert.equal(billableWeight({ ...box, weight: 2.5 }), 2.5)
})

test('the volumetric weight counts when it is larger', () => {
  assert.equal(billableWeight({ weight: 2, length: 50, width: 40, height: 30 }), 12)
})

test('a weight between two steps is rounded up', () => {
  assert.equal(billableWeight({ ...box, weight: 1.14 }), 1.2)
  assert.equal(billableWeight({ ...box, weight: 1.01 }), 1.1)
  assert.equal(billableWeight({ ...box, weight: 0.601 }), 0.7)
})
