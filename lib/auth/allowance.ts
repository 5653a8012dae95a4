// How often something may be done: so many at once, and as many again over a minute. By name, in memory of this process.

export type Allowance = { take: (name: string, now: number) => boolean }

/** `now` is milliseconds on any clock that does not go back. Names that are idle for a minute are forgotten. */
export function createAllowance(perMinute: number): Allowance {
  const buckets = new Map<string, { left: number; at: number }>()
  return {
    take(name, now) {
      if (buckets.size > 1000) for (const [key, { at }] of buckets) if (now - at > 60_000) buckets.delete(key)
      const bucket = buckets.get(name) ?? { left: perMinute, at: now }
      const left = Math.min(perMinute, bucket.left + ((now - bucket.at) / 60_000) * perMinute)
      const allowed = left >= 1
      buckets.set(name, { left: allowed ? left - 1 : left, at: now })
      return allowed
    },
  }
}
