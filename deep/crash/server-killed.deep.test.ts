// The real server.ts is killed at every commit of its own, which are the decisions of people, before and after. The person sends again
// what was not answered. What was decided stands once, and the runner goes on all the while.
import { afterAll, expect, test } from 'vitest'
import { eachCase } from '../each-case.ts'
import { judgeSession } from './judge-session.ts'
import { playFaults } from './play-faults.ts'
import { describe, type Point, readBoundaries } from './read-boundaries.ts'
import { openServedLane, type ServedLane } from './served-lane.ts'
import { shareLanes } from './share-lanes.ts'

const served = new Map<unknown, ServedLane>()
const lanes = shareLanes(async () => {
  const own = await openServedLane()
  served.set(own.lane, own)
  return own
})
afterAll(lanes.close, 120_000)
const expected = { mergedTree: null }

test('the decisions that the server commits are those of the list', async () => {
  await lanes.use(async (lane) => {
    const found: string[] = []
    const nothing = async () => ({ fate: 'go' as const })
    const { session, bare } = await playFaults(lane, [], nothing, {
      onBoundary({ name, moment }) {
        if (moment === 'after' && name.startsWith('deciding: ')) found.push(name)
      },
    })
    await judgeSession(lane, session, bare, expected)
    expect(found).toEqual(readBoundaries('server'))
  })
}, 900_000)

const points = readBoundaries('server').flatMap((boundary): Point[] => [
  { boundary, moment: 'before' },
  { boundary, moment: 'after' },
])

eachCase(
  'crash',
  points.map((point) => ({ name: `server killed ${describe(point)}`, point })),
  { sample: 1, concurrent: true, timeout: 900_000 },
  ({ point }) =>
    lanes.use(async (lane) => {
      const [runner] = lane.runners
      const { session, bare } = await playFaults(lane, [point], async ({ part }) => {
        await part.kill()
        return { fate: 'cut', afterwards: served.get(lane)!.startServer }
      })
      await judgeSession(lane, session, bare, expected)
      expect(lane.runners).toEqual([runner])
      expect(runner!.alive()).toBe(true)
    }),
)
