// Which zone a country belongs to, and which postcodes lie on an island.

const ZONES = {
  0: ['NL'],
  1: ['BE', 'DE', 'FR', 'LU'],
  2: ['AT', 'CZ', 'DK', 'ES', 'FI', 'IE', 'IT', 'PL', 'PT', 'SE'],
  3: ['CH', 'GB', 'NO'],
}

const ISLANDS = {
  NL: [[1791, 1797], [8881, 8884], [8891, 8899], [9161, 9166]],
  DE: [[18565, 18565], [25938, 25999], [26465, 26486], [27498, 27499]],
}

/** 0 to 3; throws a RangeError for a country that we do not deliver to. */
export function zoneOf(country) {
  const code = String(country).trim().toUpperCase()
  for (const [zone, countries] of Object.entries(ZONES)) {
    if (countries.includes(code)) return Number(zone)
  }
  throw new RangeError(`no delivery to ${code}`)
}

export function isInUnion(country) {
  return zoneOf(country) !== 3
}

export function isIsland({ country, postcode }) {
  const digits = Number.parseInt(String(postcode ?? '').replace(/\s/g, ''), 10)
  const ranges = ISLANDS[String(country).trim().toUpperCase()] ?? []
  return ranges.some(([from, to]) => digits >= from && digits <= to)
}
