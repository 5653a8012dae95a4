// What other programs may use.

export { formatCents } from './money.js'
export { billableWeight, volumetricWeight } from './parcel.js'
export { quote } from './quote.js'
export { zoneOf } from './zones.js'
