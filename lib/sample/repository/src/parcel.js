// What a parcel is, and how heavy it counts. Weights in kilograms, lengths in centimetres.

export const MAX_WEIGHT = 31.5
export const MAX_LENGTH = 200

/** Cubic centimetres that count as one kilogram. */
export const VOLUMETRIC_DIVISOR = 5000

const SIDES = ['length', 'width', 'height']

/** Throws a TypeError for a missing number and a RangeError for one that we do not carry. */
export function checkParcel(parcel) {
  for (const field of ['weight', ...SIDES]) {
    if (typeof parcel[field] !== 'number' || Number.isNaN(parcel[field])) {
      throw new TypeError(`${field} must be a number`)
    }
    if (parcel[field] <= 0) throw new RangeError(`${field} must be above zero`)
  }
  if (parcel.weight > MAX_WEIGHT) throw new RangeError(`weight must not be above ${MAX_WEIGHT} kg`)
  if (longestSide(parcel) > MAX_LENGTH) throw new RangeError(`no side may be above ${MAX_LENGTH} cm`)
}

export function longestSide(parcel) {
  return Math.max(...SIDES.map((side) => parcel[side]))
}

/** Longest side plus the way around the other two. */
export function girth(parcel) {
  const [longest, ...others] = SIDES.map((side) => parcel[side]).sort((a, b) => b - a)
  return longest + 2 * (others[0] + others[1])
}

export function volumetricWeight({ length, width, height }) {
  return (length * width * height) / VOLUMETRIC_DIVISOR
}

/** The weight that is paid for: the larger of real and volumetric, rounded up to the next 100 grams. */
export function billableWeight(parcel) {
  const weight = Math.max(parcel.weight, volumetricWeight(parcel))
  return Math.ceil(weight * 10) / 10
}
