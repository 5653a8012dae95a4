// Hostile calls of tools and hostile plans: refused in words that the model can use, nothing outside the tree is read or written,
// and no event of the log grows beyond bounds.
import { afterAll, beforeAll, expect } from 'vitest'
import { beginSession, ofType } from '../../lib/testing/drive-session.ts'
import { inOrder, words } from '../../lib/testing/play-replies.ts'
import { eachCase } from '../each-case.ts'
import { openStage, type Stage, smallLimits } from './play-hostile.ts'
import { planCases, type ToolCase, toolCases } from './tool-cases.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage({ ...smallLimits, diskMb: 1024 })
})
afterAll(() => stage?.close())

eachCase('hostile tools', toolCases, { sample: 3, concurrent: true, timeout: 180_000 }, async (one) => {
  const { session, calls } = await stage.perform(...one.replies)
  await judge(one, session.sessionId, calls)
})

eachCase('hostile plans', planCases, { sample: 1, timeout: 180_000 }, async (one) => {
  const name = `plan-${crypto.randomUUID()}`
  // A turn without a plan asks again or stops; what this case is about is the answer to the call.
  stage.replies.play(name, inOrder(...one.replies, words('I have no plan.')))
  const model = { provider: 'configured' as const, name }
  const session = await beginSession(stage.here, { projectId: stage.projectId, mode: 'plan', model })
  await session.waitFor('tool.finished')
  await judge(one, session.sessionId, ofType(await session.events(), 'tool.finished'))
  await session.cancel()
})

async function judge(
  one: ToolCase,
  sessionId: string,
  calls: Awaited<ReturnType<Stage['perform']>>['calls'],
): Promise<void> {
  expect(calls.length).toBeGreaterThan(0)
  expect(calls.length).toBeLessThanOrEqual(64)
  const told = await stage.text(sessionId, calls.at(-1)!.data.output)
  expect(told).toMatch(one.says)
  if (one.never) expect(told).not.toMatch(one.never)
  expect(told.length).toBeLessThan(100_000)
  for (const event of await stage.here.events(sessionId)) {
    expect(Buffer.byteLength(JSON.stringify(event.data)), event.type).toBeLessThan(200_000)
  }
}
