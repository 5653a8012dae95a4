// The rules of a session under many more random walks than the quick tests take; each case explores from a seed of its own.
import fc from 'fast-check'
import { expect } from 'vitest'
import { emptyStory } from '../../lib/domain/story.ts'
import { tell } from '../../lib/domain/tell.ts'
import { replay } from '../../lib/event-log/replay.ts'
import { checkEvents, checkState } from '../../lib/testing/check-session.ts'
import { anyMove, beginWalk } from '../../lib/testing/random-moves.ts'
import { eachCase } from '../each-case.ts'

const seeds = Array.from({ length: 20 }, (_, seed) => ({
  name: `session machine: walks of seed ${seed + 100}`,
  seed: seed + 100,
}))

eachCase('properties', seeds, { sample: 1, timeout: 120_000 }, ({ seed }) => {
  const moves = fc.array(anyMove, { minLength: 20, maxLength: 160 })
  fc.assert(
    fc.property(fc.constantFrom('plan' as const, 'direct' as const), moves, (mode, chosen) => {
      const walk = beginWalk(mode)
      for (const make of chosen) {
        make(walk)
        checkState(walk.state)
      }
      checkEvents(walk.events)
      walk.events.reduce(tell, emptyStory)
      const { state, rows } = replay(walk.events)
      expect(state).toEqual(walk.state)
      // What the lists show is what the state knows: one open question at most, and that one.
      const open = rows.approval.filter((row) => row.status === 'open').map((row) => row.id)
      expect(open).toEqual(state.approval ? [state.approval.id] : [])
    }),
    { numRuns: 100, seed, endOnFailure: true },
  )
})
