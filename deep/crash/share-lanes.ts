// Lanes for the cases of one file: each case has one to itself, made when it is needed and used again by later cases. One in which a
// case failed is not used again.
import { type Lane, openLane } from './open-lane.ts'

export type Lanes = {
  use<T>(work: (lane: Lane) => Promise<T>): Promise<T>
  close(): Promise<void>
}

export function shareLanes(make: () => Promise<{ lane: Lane; drop: () => Promise<void> }>): Lanes {
  type Made = Awaited<ReturnType<typeof make>>
  const free: Made[] = []
  const open = new Set<Made>()
  const end = async (made: Made) => {
    open.delete(made)
    await made.lane.close()
    await made.drop()
  }
  return {
    async use(work) {
      const made = free.pop() ?? (await make())
      open.add(made)
      try {
        const result = await work(made.lane)
        free.push(made)
        return result
      } catch (error) {
        await end(made)
        throw error
      }
    },
    async close() {
      for (const made of open) await end(made)
    },
  }
}

/** A lane on a database of its own of the run's Postgres, with this many runners. */
export async function laneOn(
  createDatabase: () => Promise<{ url: string; drop: () => Promise<void> }>,
  runners: number,
): Promise<{ lane: Lane; drop: () => Promise<void> }> {
  const database = await createDatabase()
  const lane = await openLane(database.url)
  for (let i = 0; i < runners; i += 1) await lane.startRunner()
  return { lane, drop: database.drop }
}
