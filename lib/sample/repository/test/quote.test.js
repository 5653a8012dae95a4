import assert from 'node:assert/strict'
import { test } from 'node:test'
import { quote } from '../src/index.js'

const box = { weight: 2.4, length: 40, width: 30, height: 5 }
const berlin = { country: 'DE', postcode: '10115' }

test('a plain parcel: tariff, fuel and VAT', () => {
  const offer = quote(box, berlin)
  assert.equal(offer.billableWeight, 2.4)
  assert.deepEqual(offer.lines, [
    { label: 'Tariff', cents: 1098 },
    { label: 'Fuel', cents: 88 },
  ])
  assert.equal(offer.netCents, 1186)
  assert.equal(offer.vatCents, 249)
  assert.equal(offer.totalCents, 1435)
})

test('the discount lowers the tariff and not the fuel', () => {
  const offer = quote(box, berlin, { parcelsPerMonth: 80 })
  assert.deepEqual(offer.lines.at(-1), { label: 'Discount 5 %', cents: -55 })
  assert.equal(offer.netCents, 1131)
})

test('a light and bulky parcel pays for its volume', () => {
  const offer = quote({ weight: 1, length: 50, width: 40, height: 30 }, berlin)
  assert.equal(offer.billableWeight, 12)
})

test('no VAT outside the Union', () => {
  const offer = quote(box, { country: 'CH', postcode: '8001' })
  assert.equal(offer.vatCents, 0)
  assert.equal(offer.totalCents, offer.netCents)
})

test('the zone is part of the offer', () => {
  assert.equal(quote(box, { country: 'SE', postcode: '111 20' }).zone, 2)
})

test('a parcel that we do not carry is refused', () => {
  assert.throws(() => quote({ ...box, weight: 40 }, berlin), RangeError)
})

test('a country that we do not deliver to is refused', () => {
  assert.throws(() => quote(box, { country: 'US', postcode: '10001' }), RangeError)
})
