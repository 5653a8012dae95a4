// Hostile folders and repositories through whole sessions: a real agent's turn in a real box, review, signature, merge, push. The
// session goes on or says in words why not; no program of the agent runs outside, and no words of a file outside turn up anywhere.
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect } from 'vitest'
import { makeFolder } from '../../lib/git/make-test-repository.ts'
import { readGit } from '../../lib/git/run-git.ts'
import { type Drive, ofType } from '../../lib/testing/drive-session.ts'
import { act, inOrder, run, words } from '../../lib/testing/play-replies.ts'
import { eachCase } from '../each-case.ts'
import { openStage, type Stage, smallLimits } from '../hostile-agent/play-hostile.ts'
import { type SessionCase, sessionCases } from './session-cases.ts'
import { setTrap, type Trap } from './set-trap.ts'

const escalated = { sandbox_permissions: 'require_escalated', justification: 'To see it.' }
let stage: Stage
let place: Awaited<ReturnType<typeof makeFolder>>
beforeAll(async () => {
  stage = await openStage()
  place = await makeFolder()
})
afterAll(async () => {
  await stage?.close()
  await place?.remove()
})

/** Signed, and what was to come of it came; answers the tree that merged. */
async function untilMerged(session: Drive, one: SessionCase, projectId: string): Promise<string> {
  if (one.outside) await session.decide(await session.asked('command'))
  const review = await session.reviewed()
  if (one.plants && one.at) {
    const worktree = stage.here.parts.folders.worktree(session.sessionId)
    expect(await readFile(join(worktree, one.at), 'utf8')).toMatch(one.plants)
  }
  expect(review.data.hunks.map(({ path }) => path)).toEqual(expect.arrayContaining(one.shows))
  await session.submit(review)
  const signature = await session.asked('signature', review.seq)
  const where = { here: stage.here, projectId }
  await one.meanwhile?.(where)
  await session.decide(signature)
  if (one.stops) {
    const stopped = await session.troubled(signature.seq)
    expect(JSON.stringify(stopped.data)).toMatch(new RegExp(one.stops.source.replaceAll('"', '\\\\"')))
    await one.mends?.(where)
    await session.retry()
    return (await session.waitFor('merge.finished', stopped.seq)).data.tree
  }
  return (await session.waitFor('merge.finished', signature.seq)).data.tree
}

/** In no event, no long text, no row of what is shown, and (by the trap itself) no object of git. */
async function expectNothingGotOut(trap: Trap, bare: string): Promise<void> {
  await trap.expectUntouched([bare])
  const { db } = stage.here
  const found = await db.$queryRawUnsafe<unknown[]>(
    `SELECT seq FROM "Event" WHERE strpos(data::text, $1) > 0
     UNION ALL SELECT 0 FROM "Blob" WHERE position(convert_to($1, 'UTF8') in content) > 0`,
    trap.canary,
  )
  expect(found, 'the words of the file outside are in the log').toEqual([])
}

eachCase(
  'hostile-repository/sessions',
  sessionCases,
  { sample: 1, timeout: 180_000 },
  async (one, context) => {
    if (stage.here.parts.sandbox.report.level === 'none')
      context.skip('without isolation each command waits for a person; install bubblewrap to try this')
    const trap = await setTrap(place.folder)
    try {
      const projectId = await stage.here.addSampleProject(smallLimits)
      const bare = stage.here.parts.folders.repository(projectId)
      const script = inOrder(
        act('I plant it.', run(one.script(trap), one.outside ? escalated : {})),
        ...(one.calls ? [act('And more.', ...one.calls(trap))] : []),
        words('Done.'),
      )
      const session = await stage.begin(script, projectId)
      const tree = await untilMerged(session, one, projectId)
      const events = await session.events()
      expect(ofType(events, 'tool.finished')).toHaveLength(1 + (one.calls?.(trap).length ?? 0))
      if (one.leaves) {
        const left = ofType(events, 'snapshot.taken').flatMap(({ data }) => data.leftOut)
        expect(left).toEqual(expect.arrayContaining(one.leaves))
      }
      const merged = await readGit({ gitDir: bare }, ['rev-parse', 'main^{tree}'])
      expect(merged).toBe(tree)
      if (one.pushing) {
        await session.waitFor('run.finished')
        const seen = await session.seen()
        const { sessionId } = session
        await stage.here.send({ type: 'push.request', sessionId, data: { toTarget: false } })
        const pushed = await session.waitFor('push.finished', seen)
        expect(pushed.data.outcome).toBe('failed')
        expect(pushed.data.message).toMatch(one.pushing)
      }
      await expectNothingGotOut(trap, bare)
    } finally {
      for (const name of ['outside', 'marks', 'trap.sh'])
        await rm(`${place.folder}/${name}`, { recursive: true, force: true })
    }
  },
)
