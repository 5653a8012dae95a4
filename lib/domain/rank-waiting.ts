// In which order a person should look at what waits: by risk × age × what it blocks. Pure: the caller gives the time.
import type { WaitsFor } from './session-state.ts'

/** How bad a wrong or careless answer is, and how much stands still until it comes. */
const weights: Record<WaitsFor, { risk: number; blocks: number }> = {
  command: { risk: 5, blocks: 2 },
  signature: { risk: 5, blocks: 1 },
  setup: { risk: 3, blocks: 3 },
  checks: { risk: 3, blocks: 3 },
  review: { risk: 3, blocks: 1 },
  plan: { risk: 2, blocks: 2 },
  provider: { risk: 1, blocks: 3 },
  trouble: { risk: 2, blocks: 3 },
}

/** Higher is more urgent. Both times are milliseconds since 1970. Age counts from the first minute, doubling after 4 hours. */
export function urgency(waitsFor: WaitsFor, since: number, now: number): number {
  const { risk, blocks } = weights[waitsFor]
  const hours = Math.max(0, now - since) / 3_600_000
  return risk * blocks * (1 + hours / 4)
}
