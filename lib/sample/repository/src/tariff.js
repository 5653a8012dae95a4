// The price of a weight in a zone, before surcharges and discount.

/** Cents for the first kilogram, and for every further 100 grams. */
const TARIFF = [
  { first: 495, further: 12 },
  { first: 790, further: 22 },
  { first: 1190, further: 35 },
  { first: 1690, further: 60 },
]

/** The weight that the first price pays for, in kilograms. */
const INCLUDED = 1

/** Cents for a billable weight in a zone. */
export function tariffOf(zone, weight) {
  const tariff = TARIFF[zone]
  if (!tariff) throw new RangeError(`no tariff for zone ${zone}`)
  const further = Math.max(0, Math.ceil((weight - INCLUDED) * 10))
  return tariff.first + further * tariff.further
}
