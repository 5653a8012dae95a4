// Puts the price of one parcel together. Every amount that is added is a line of the offer.

import { discountOf } from './discounts.js'
import { percentOf, sumLines } from './money.js'
import { billableWeight, checkParcel } from './parcel.js'
import { surchargesOf } from './surcharges.js'
import { tariffOf } from './tariff.js'
import { isInUnion, zoneOf } from './zones.js'

export const VAT_PERCENT = 21

/**
 * @param parcel {weight, length, width, height} in kilograms and centimetres
 * @param destination {country, postcode}
 * @param options {parcelsPerMonth}
 * @returns {billableWeight, zone, lines, netCents, vatCents, totalCents}
 */
export function quote(parcel, destination, options = {}) {
  checkParcel(parcel)
  const { parcelsPerMonth = 0 } = options
  const zone = zoneOf(destination.country)
  const weight = billableWeight(parcel)
  const tariffCents = tariffOf(zone, weight)

  const lines = [
    { label: 'Tariff', cents: tariffCents },
    ...surchargesOf(parcel, destination, tariffCents),
    ...discountOf(tariffCents, parcelsPerMonth),
  ]

  const netCents = sumLines(lines)
  const vatCents = isInUnion(destination.country) ? percentOf(netCents, VAT_PERCENT) : 0
  return { billableWeight: weight, zone, lines, netCents, vatCents, totalCents: netCents + vatCents }
}
