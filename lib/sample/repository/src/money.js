// Amounts of money are whole cents everywhere in this library.

/** The given percentage of an amount, rounded half up to a whole cent. */
export function percentOf(cents, percent) {
  return Math.round((cents * percent) / 100)
}

/** Adds up the `cents` of all lines. */
export function sumLines(lines) {
  return lines.reduce((sum, line) => sum + line.cents, 0)
}

/** "EUR 12.05"; a minus sign stands before the number. */
export function formatCents(cents, currency = 'EUR') {
  const sign = cents < 0 ? '-' : ''
  const whole = Math.floor(Math.abs(cents) / 100)
  const rest = String(Math.abs(cents) % 100).padStart(2, '0')
  return `${currency} ${sign}${whole}.${rest}`
}
