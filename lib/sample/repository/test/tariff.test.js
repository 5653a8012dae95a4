import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tariffOf } from '../src/tariff.js'

test('the first kilogram has one price', () => {
  assert.equal(tariffOf(0, 0.1), 495)
  assert.equal(tariffOf(0, 1), 495)
})

test('every further 100 grams cost extra', () => {
  assert.equal(tariffOf(0, 1.5), 555)
  assert.equal(tariffOf(1, 2), 1010)
})

test('a started step is paid in full', () => {
  assert.equal(tariffOf(0, 1.14), 519)
  assert.equal(tariffOf(2, 2.01), 1575)
})

test('every zone has its own price', () => {
  assert.deepEqual([0, 1, 2, 3].map((zone) => tariffOf(zone, 3)), [735, 1230, 1890, 2890])
})

test('a zone that does not exist is refused', () => {
  assert.throws(() => tariffOf(4, 1), RangeError)
})
