// What a run does when it comes back to something that is not as it left it: a merge that another run made, a decision whose
// hash is not ours, a repository that cannot be read for a while.
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { claimLease, releaseLease } from '../event-log/lease.ts'
import { record } from '../event-log/record.ts'
import { commitTree, trailers } from '../git/commit-tree.ts'
import { compareAndSwapRef } from '../git/refs.ts'
import { readGit } from '../git/run-git.ts'
import { SandboxError } from '../sandbox/sandbox.ts'
import { beginSession, ofType } from '../testing/drive-session.ts'
import { type Installation, startInstallation } from '../testing/start-installation.ts'
import { runTrailer } from './merge-signed.ts'

let here: Installation
beforeAll(async () => {
  here = await startInstallation()
})
afterAll(() => here?.stop())

test('a merge that a run made before it failed is found by the next run, and not made twice', async () => {
  const projectId = await here.addSampleProject()
  const drive = await beginSession(here, { projectId, mode: 'direct' })
  const review = await drive.reviewed()
  await drive.submit(review)
  const signature = await drive.asked('signature', review.seq)
  const { subject } = signature.data
  if (subject.kind !== 'signature') throw new Error('expected a signature')
  await here.queue().stop()

  await drive.decide(signature)
  const claim = await claimLease(here.db, drive.sessionId, 'a runner of the test', 60)
  if (!claim) throw new Error('nothing to claim')
  const bare = here.parts.folders.repository(projectId)
  const acceptedCommit = claim.state.build!.acceptedCommit
  const message = trailers(subject.commitMessage, [{ key: runTrailer, value: claim.fence.runId }])
  const begun = { targetRef: subject.targetRef, expectedHead: subject.targetHead, acceptedCommit, message }
  const { approvalId } = signature.data
  const { mergedTree } = subject
  const started = { type: 'merge.started' as const, data: { approvalId, mergedTree, ...begun } }
  await record(here.db, claim.fence, [started], crypto.randomUUID())
  const author = { name: 'Ada', email: 'ada@example.org' }
  const parents = [subject.targetHead, acceptedCommit]
  const date = new Date(0)
  const commit = await commitTree({
    bare,
    tree: mergedTree,
    parents,
    message,
    author,
    committer: author,
    date,
  })
  expect(await compareAndSwapRef(bare, subject.targetRef, commit, subject.targetHead)).toBe('moved')
  const failed = { type: 'run.failed' as const, data: { runId: claim.fence.runId, reason: 'It went away.' } }
  const { events } = await record(here.db, claim.fence, [failed], crypto.randomUUID())
  await releaseLease(here.db, claim.fence, claim.wake)

  await drive.retry()
  await here.restartRunner()
  const merged = await drive.waitFor('merge.finished', events.at(-1)!.seq)
  expect(merged.data).toMatchObject({ commit, tree: mergedTree, parents })
  expect(ofType(await drive.events(), 'merge.started')).toHaveLength(1)
  expect(await readGit({ gitDir: bare }, ['rev-parse', subject.targetRef])).toBe(commit)
})

test('a plan whose approval was written by hand is not built: the run stops and says which event it is', async () => {
  const projectId = await here.addSampleProject()
  const drive = await beginSession(here, { projectId })
  const plan = await drive.asked('plan')
  await here.queue().stop()
  const decided = await drive.decide(plan)
  await here.db.$executeRaw`
    UPDATE "Event" SET data = jsonb_set(data, '{mac}', to_jsonb(repeat('0', 64)))
    WHERE "sessionId" = ${drive.sessionId} AND type = 'approval.decided'`
  await here.restartRunner()
  const stop = await drive.troubled(plan.seq)
  const { seq } = ofType(await drive.events(), 'approval.decided')[0]!
  expect(seq).toBeLessThanOrEqual(decided.seq)
  expect(JSON.stringify(stop.data)).toContain(`Event ${seq} of this session is not as Countersign wrote it`)
  const since = (await drive.events()).filter((event) => event.seq > plan.seq)
  expect(ofType(since, 'turn.started')).toEqual([])
  await drive.cancel()
})

test('a repository that cannot be read pauses the run in words, and a retry goes on', async () => {
  const projectId = await here.addSampleProject()
  const drive = await beginSession(here, { projectId })
  const plan = await drive.asked('plan')
  const bare = here.parts.folders.repository(projectId)
  await rename(join(bare, 'objects'), join(bare, 'away'))
  await drive.decide(plan)
  const stop = await drive.troubled(plan.seq)
  expect(stop).toMatchObject({ type: 'run.parked', data: { reason: { kind: 'trouble' } } })
  expect(JSON.stringify(stop.data)).toMatch(/git .*failed/)
  await rename(join(bare, 'away'), join(bare, 'objects'))
  await drive.retry()
  await drive.reviewed(stop.seq)
})

test('checks that cannot be run on the base are no evidence: the run pauses, and a retry runs them', async () => {
  const projectId = await here.addSampleProject()
  const { sandbox } = here.parts
  const broken = () => Promise.reject(new SandboxError('box.failed', 'There is no box today.'))
  here.parts.sandbox = { ...sandbox, exec: broken }
  await here.restartRunner()
  const drive = await beginSession(here, { projectId })
  const stop = await drive.troubled()
  expect(JSON.stringify(stop.data)).toContain('could not be run on the base: There is no box today.')
  expect(ofType(await drive.events(), 'turn.started')).toEqual([])
  here.parts.sandbox = sandbox
  await here.restartRunner()
  await drive.retry()
  const checked = await drive.waitFor('check.finished', stop.seq)
  expect(checked.data).toMatchObject({ purpose: 'base', outcome: 'failed' })
  await drive.asked('plan', stop.seq)
  await drive.cancel()
})
