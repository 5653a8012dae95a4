import { expect, test } from 'vitest'
import { urgency } from './rank-waiting.ts'

const now = Date.parse('2026-01-02T12:00:00Z')
const hoursAgo = (hours: number) => now - hours * 3_600_000

test('of the same age, a command outranks a signature, and a signature a plan', () => {
  const [command, signature, plan] = (['command', 'signature', 'plan'] as const).map((kind) =>
    urgency(kind, now, now),
  )
  expect(command).toBeGreaterThan(signature!)
  expect(signature).toBeGreaterThan(plan!)
})

test('what waits longer rises, and in time passes what is riskier', () => {
  expect(urgency('plan', hoursAgo(2), now)).toBeGreaterThan(urgency('plan', hoursAgo(1), now))
  expect(urgency('plan', hoursAgo(24), now)).toBeGreaterThan(urgency('command', now, now))
})

test('a clock that runs ahead does not make anything less urgent than new', () => {
  expect(urgency('review', now + 60_000, now)).toBe(urgency('review', now, now))
})
