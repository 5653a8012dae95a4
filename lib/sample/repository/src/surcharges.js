// Amounts on top of the tariff. Each is a line of its own in the offer.

import { percentOf } from './money.js'
import { girth, longestSide } from './parcel.js'
import { isIsland } from './zones.js'

export const FUEL_PERCENT = 8
export const ISLAND_CENTS = 650
export const LARGE_CENTS = 1200
export const HEAVY_CENTS = 400

const LARGE_SIDE = 120
const LARGE_GIRTH = 300
const HEAVY_FROM = 20

export function isLarge(parcel) {
  return longestSide(parcel) > LARGE_SIDE || girth(parcel) > LARGE_GIRTH
}

/** Heavy is about the person who lifts it: the real weight counts, not the billable one. */
export function isHeavy(parcel) {
  return parcel.weight > HEAVY_FROM
}

/** The lines to add, in the order in which an invoice shows them. */
export function surchargesOf(parcel, destination, tariffCents) {
  const lines = [{ label: 'Fuel', cents: percentOf(tariffCents, FUEL_PERCENT) }]
  if (isIsland(destination)) lines.push({ label: 'Island', cents: ISLAND_CENTS })
  if (isLarge(parcel)) lines.push({ label: 'Large parcel', cents: LARGE_CENTS })
  if (isHeavy(parcel)) lines.push({ label: 'Heavy parcel', cents: HEAVY_CENTS })
  return lines
}
