import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatCents, percentOf, sumLines } from '../src/money.js'

test('a percentage is rounded half up to a cent', () => {
  assert.equal(percentOf(1250, 10), 125)
  assert.equal(percentOf(1010, 5), 51)
  assert.equal(percentOf(1009, 5), 50)
})

test('a percentage of nothing is nothing', () => {
  assert.equal(percentOf(0, 21), 0)
})

test('lines add up, negative ones too', () => {
  assert.equal(sumLines([{ cents: 500 }, { cents: 40 }, { cents: -25 }]), 515)
})

test('no lines add up to zero', () => {
  assert.equal(sumLines([]), 0)
})

test('cents are written with two digits', () => {
  assert.equal(formatCents(1205), 'EUR 12.05')
  assert.equal(formatCents(5), 'EUR 0.05')
})

test('a negative amount has its sign before the number', () => {
  assert.equal(formatCents(-1990), 'EUR -19.90')
})

test('the currency can be named', () => {
  assert.equal(formatCents(100, 'CHF'), 'CHF 1.00')
})
