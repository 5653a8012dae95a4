// Signing while the target branch moves under it, and while somebody cancels. What merges is what was signed, on the head it was
// signed for; whoever signed in vain is told and asked again; nobody's commit is lost and nothing merges twice.
import { afterAll, beforeAll, expect } from 'vitest'
import { type Drive, ofType } from '../../lib/testing/drive-session.ts'
import { type Branch, type MergingProject, signatureIn, startMergingProject } from './merging-project.ts'
import { eachRound, told } from './rounds.ts'

let project: MergingProject
beforeAll(async () => {
  project = await startMergingProject()
})
afterAll(() => project?.stop())

const sideBySide = 4

/** Signs whatever is asked until it has merged. */
async function signUntilMerged(session: Drive, after: number): Promise<void> {
  for (let seen = after; ; ) {
    const next = await Promise.race([
      session.waitFor('merge.finished', seen),
      session.waitFor('approval.requested', seen),
    ])
    if (next.type === 'merge.finished') return
    await session.decide(next as never)
    seen = next.seq
  }
}

/** The one merge of this session, on its branch exactly as it was signed the last time. */
async function expectOneMerge(session: Drive, branch: Branch): Promise<void> {
  const events = await session.events()
  const [finished, ...more] = ofType(events, 'merge.finished')
  expect(more).toEqual([])
  const signed = signatureIn(events).data.subject
  if (signed.kind !== 'signature') throw new Error('expected a signature')
  const runs = new Set(ofType(events, 'run.started').map((event) => event.data.runId))
  const mine = (await branch.merges()).filter((merge) => runs.has(merge.run))
  expect(mine).toHaveLength(1)
  expect(mine[0]).toMatchObject({ commit: finished!.data.commit, tree: signed.mergedTree })
  expect(mine[0]!.parents[0]).toBe(signed.targetHead)
  // Whoever signed for a head that moved was told so, signature by signature.
  const decided = ofType(events, 'approval.decided').filter((event) =>
    ofType(events, 'approval.requested').some(
      (request) =>
        request.data.approvalId === event.data.approvalId && request.data.subject.kind === 'signature',
    ),
  )
  const inVain = decided.slice(0, -1).map((event) => event.data.approvalId)
  const voided = ofType(events, 'approval.voided').map((event) => event.data.approvalId)
  expect(voided).toEqual(expect.arrayContaining(inVain))
  expect(ofType(events, 'base.moved')).toHaveLength(inVain.length)
}

eachRound('sign against a moving base', { sideBySide, perCase: 10 }, async (round) => {
  const branch = await project.branch(`moving-${round.number}`)
  const session = await project.copy(project.log, branch.name)
  const request = signatureIn(await session.events())
  const moves: string[] = []
  const move = async () => {
    await round.wait(project.pace)
    moves.push(await branch.moveHere())
  }
  const push = round.wait(project.pace).then(() => branch.moveSource())
  await Promise.all([
    round.wait(30).then(() => session.decide(request as never)),
    move(),
    ...(round.pick(true, false) ? [move()] : []),
    push,
  ])
  await signUntilMerged(session, request.seq)
  await expectOneMerge(session, branch)
  for (const commit of moves) expect(await branch.contains(commit)).toBe(true)
})

eachRound('two sessions merge into one branch', { rounds: 20, sideBySide: 2, perCase: 5 }, async (round) => {
  const branch = await project.branch(`shared-${round.number}`)
  const sessions = await Promise.all([1, 2].map(() => project.copy(project.log, branch.name)))
  await Promise.all(
    sessions.map(async (session) => {
      const request = signatureIn(await session.events())
      await round.wait(project.pace / 4)
      await session.decide(request as never)
      await signUntilMerged(session, request.seq)
    }),
  )
  for (const session of sessions) await expectOneMerge(session, branch)
  expect(await branch.merges()).toHaveLength(2)
})

eachRound('cancel against merge', { sideBySide, perCase: 10 }, async (round) => {
  const branch = await project.branch(`cancelled-${round.number}`)
  const session = await project.copy(project.log, branch.name)
  const request = signatureIn(await session.events())
  const before = await branch.head()
  const moved = round.pick(true, false) ? round.wait(project.pace).then(() => branch.moveHere()) : null
  const [signed, cancelled] = await Promise.all([
    round.wait(30).then(() => told(session.decide(request as never))),
    round.wait(round.pick(40, project.pace)).then(() => told(session.cancel('Not any more.'))),
    moved,
  ])
  if (!signed.ok) expect([signed.code, cancelled.ok]).toEqual(['approval.already-decided', true])
  if (cancelled.ok) {
    const ended = await session.waitFor('run.finished', request.seq)
    expect(ended.data.outcome).toBe('cancelled')
    expect(ofType(await session.events(), 'merge.started')).toEqual([])
    expect(await branch.merges()).toEqual([])
    expect(await branch.head()).toBe((await moved) ?? before)
    return
  }
  expect(['session.merging', 'session.ended']).toContain(cancelled.code)
  await signUntilMerged(session, request.seq)
  await expectOneMerge(session, branch)
  expect(ofType(await session.events(), 'session.cancelled')).toEqual([])
})
