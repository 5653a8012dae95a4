// Finds the boundaries of the sample session anew and compares them with the list. A difference means that the list has to be recorded
// again, by hand, from what this test prints.
import { readFileSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { createTestDatabase } from '../../lib/testing/test-database.ts'
import { judgeSession } from './judge-session.ts'
import { playFaults } from './play-faults.ts'
import { crashCases, describe, readBoundaries, recordedIn } from './read-boundaries.ts'
import { laneOn, shareLanes } from './share-lanes.ts'

const lanes = shareLanes(() => laneOn(createTestDatabase, 1))
afterAll(lanes.close, 120_000)

test('the boundaries of the runner are those of the list', async () => {
  await lanes.use(async (lane) => {
    const found: string[] = []
    const { session, bare } = await playFaults(lane, [], async () => ({ fate: 'go' }), {
      onBoundary(boundary) {
        if (boundary.moment === 'after') found.push(boundary.name)
      },
    })
    await judgeSession(lane, session, bare, { mergedTree: null })
    expect(found).toEqual(readBoundaries('runner'))
  })
}, 900_000)

test('every boundary is met before and after, each in exactly one case', () => {
  const boundaries = readBoundaries('runner')
  const met = crashCases('x', boundaries).flatMap(({ points }) => points.map(describe))
  const wanted = boundaries.flatMap((boundary) => [`before ${boundary}`, `after ${boundary}`])
  expect(met.toSorted()).toEqual(wanted.toSorted())
  expect(readFileSync(recordedIn, 'utf8').split('\n').length).toBeGreaterThan(90)
})
