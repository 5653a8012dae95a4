// The arithmetic of the figures: percentiles, medians, ratios, and how they are written. Pure, and held by a test,
// because a figure is worth no more than this.

/** The smallest value that at least this share (0 to 1) of all values does not exceed; NaN without values. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort()
  const rank = Math.max(1, Math.ceil(share * sorted.length))
  return sorted[rank - 1] ?? Number.NaN
}

/** The middle value, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort()
  const half = sorted.length >> 1
  if (sorted.length % 2 === 1) return sorted[half]!
  return (sorted[half - 1]! + sorted[half]!) / 2
}

export const sum = (values: readonly number[]): number => values.reduce((total, one) => total + one, 0)

/** Three significant digits, with separators from 1,000 on: 0.0123, 4.57, 123, 12,346. */
export function write(value: number, unit = ''): string {
  const digits = Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3))
  const text = Number.isFinite(value) ? digits.toLocaleString('en-US', { maximumFractionDigits: 6 }) : 'none'
  return unit === '' ? text : `${text} ${unit}`
}

/** "2.5 × what" for a figure against another of the same run. */
export const writeRatio = (value: number, against: number, what: string): string =>
  `${write(value / against)} × ${what}`
