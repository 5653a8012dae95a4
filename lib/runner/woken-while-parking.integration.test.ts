// A decision that comes while a runner is giving back what it parked: the job it sends finds the run still held and is over at once.
// Whoever held it then goes on itself; nobody waits until the reconciler thinks the job lost.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { beginSession, ofType } from '../testing/drive-session.ts'
import { type Installation, startInstallation } from '../testing/start-installation.ts'
import { type Driving, driveRun } from './drive-run.ts'
import type { RunnerParts } from './runner-parts.ts'

let here: Installation
let projectId: string
beforeAll(async () => {
  here = await startInstallation()
  projectId = await here.addSampleProject({ checks: [], mustPass: [] })
  // Every run of this file is driven by hand.
  await here.queue().stop()
})
afterAll(() => here?.stop())

/** Parts whose first release of a lease meets `meanwhile`, before it or after it. */
function interrupted(order: 'before' | 'after', meanwhile: () => Promise<void>): RunnerParts {
  let first = true
  const db = new Proxy(here.db, {
    get(target, name) {
      const own = Reflect.get(target, name)
      if (name !== '$executeRaw') return own
      return async (...query: [TemplateStringsArray, ...unknown[]]) => {
        const isRelease = first && query[0].join('').includes('SET owner = NULL')
        if (isRelease) first = false
        if (isRelease && order === 'before') await meanwhile()
        const answer = await target.$executeRaw(...query)
        if (isRelease && order === 'after') await meanwhile()
        return answer
      }
    },
  })
  return { ...here.parts, db, owner: `test-${crypto.randomUUID()}` }
}

test.each(['before', 'after'] as const)('%s the lease is given back', async (order) => {
  const session = await beginSession(here, { projectId })
  const run = { sessionId: session.sessionId, projectId }
  const driving = new Map<string, Driving>()
  const other = { ...here.parts, owner: 'another runner' }
  const parts = interrupted(order, async () => {
    await session.approvePlan()
    // The job of the decision: in another runner while the lease is held, in this one when it is not.
    await (order === 'before' ? driveRun(other, run, new Map()) : driveRun(parts, run, driving))
  })
  await driveRun(parts, run, driving)
  const turns = ofType(await session.events(), 'turn.started').map((event) => event.data.kind)
  expect(turns.slice(0, 2)).toEqual(['plan', 'implement'])
  const { runStatus } = await here.db.session.findUniqueOrThrow({ where: { id: session.sessionId } })
  expect(runStatus).toBe('parked')
})
