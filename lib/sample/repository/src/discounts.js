// Discounts by volume: the more parcels per month, the lower the tariff.

import { percentOf } from './money.js'

const STEPS = [
  { from: 1000, percent: 15 },
  { from: 200, percent: 10 },
  { from: 50, percent: 5 },
]

export function discountPercent(parcelsPerMonth) {
  return STEPS.find((step) => parcelsPerMonth >= step.from)?.percent ?? 0
}

/** The line to add, with a negative amount, or nothing. */
export function discountOf(tariffCents, parcelsPerMonth) {
  const percent = discountPercent(parcelsPerMonth)
  if (percent === 0) return []
  return [{ label: `Discount ${percent} %`, cents: -percentOf(tariffCents, percent) }]
}
