// A message that comes in the moment in which a run puts its work before people and parks: it reaches the agent, whatever was first.
// Nothing is asked that the message overtook, no run stands still with a message that nobody heard, and no decision is left open twice.
import { afterAll, beforeAll, expect } from 'vitest'
import { nextStep } from '../../lib/domain/next-step.ts'
import type { SessionState } from '../../lib/domain/session-state.ts'
import type { Event } from '../../lib/protocol/events.ts'
import { driveRun } from '../../lib/runner/drive-run.ts'
import { type Drive, ofType } from '../../lib/testing/drive-session.ts'
import { type MergingProject, startMergingProject } from './merging-project.ts'
import { eachRound, type Round, told } from './rounds.ts'

let project: MergingProject
beforeAll(async () => {
  project = await startMergingProject()
  await project.branch('steered')
})
afterAll(() => project?.stop())

type Park = 'approval.requested' | 'review.opened'
/** The log up to just before the run asks: a runner that takes it up has nothing left but to ask and park. */
const beforeAsking = (park: Park, nth: number): Event[] => {
  const asking = ofType(project.log, park)[nth]!
  return project.log.slice(0, asking.seq - 1)
}

/** A real runner takes the session up, as it would after the last event, while people act. */
async function takeUp(session: Drive): Promise<void> {
  const { parts } = project.here
  const owner = `racer-${crypto.randomUUID()}`
  await driveRun(
    { ...parts, owner },
    { sessionId: session.sessionId, projectId: project.projectId },
    new Map(),
  )
}

async function steer(round: Round, prefix: readonly Event[]): Promise<void> {
  const session = await project.copy(prefix, 'steered')
  const posts = round.pick(1, 2)
  const post = () =>
    round.wait(project.pace / 4).then(() => told(session.say('Otherwise, please.', round.pick(true, false))))
  const drive = takeUp(session)
  const answers = await Promise.all(Array.from({ length: posts }, post))
  expect(answers.every((one) => one.ok)).toBe(true)
  await drive
  const last = ofType(await session.events(), 'message.posted').at(-1)!
  // The agent hears it: a request to the model comes after the last message, and what waits then waits for people.
  await session.waitFor('model.requested', last.seq)
  await session.waitFor('run.parked', last.seq, (event) => event.data.reason.kind === 'person')
  const events = await session.events()
  const { state } = await project.here.db.session.findUniqueOrThrow({ where: { id: session.sessionId } })
  const now = state as SessionState
  expect(now.undelivered).toBe(0)
  expect(nextStep(now).do).toBe('stop')
  // Whatever was asked before the message is closed; one thing is asked now.
  const open = await project.here.db.approval.findMany({
    where: { sessionId: session.sessionId, status: 'open' },
  })
  expect(open.map((one) => one.id)).toEqual(now.approval ? [now.approval.id] : [])
  if (now.approval) expect(now.approval.requestSeq).toBeGreaterThan(last.seq)
  else expect(ofType(events, 'review.opened').at(-1)!.seq).toBeGreaterThan(last.seq)
}

/** Half of the rounds meet a plan that is about to be asked, the others a review or a signature. */
eachRound('steer against park', { sideBySide: 4, perCase: 10 }, async (round) => {
  const prefix = round.pick(
    () => beforeAsking('approval.requested', 0),
    () => beforeAsking('approval.requested', 0),
    () => beforeAsking('review.opened', 0),
    () => beforeAsking('approval.requested', 1),
  )
  await steer(round, prefix())
})
