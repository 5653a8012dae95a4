// A run of the streaming bench, small enough for a test: what it counts has to agree with itself, and nothing may be lost
// or come twice, however often a line is cut.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTemporaryFolder, removeTemporaryFolder } from '../../lib/testing/temporary-folder.ts'
import { createTestDatabase, type TestDatabase } from '../../lib/testing/test-database.ts'
import { judgeStream } from './judge-stream.ts'
import { type Streamed, stream } from './stream.ts'
import { textOf } from './token-text.ts'

let database: TestDatabase
let folder: string
let streamed: Streamed
beforeAll(async () => {
  database = await createTestDatabase()
  folder = createTemporaryFolder()
  const sizes = { sessions: 4, seconds: 4, tokensPerSecond: 30, tokensPerReply: 50, unsteady: 2 }
  streamed = await stream(database.url, folder, sizes)
})
afterAll(async () => {
  await database?.drop()
  removeTemporaryFolder(folder)
})

test('no character is lost, wrong or there twice, neither for steady viewers nor for those that lose their line', () => {
  expect(streamed.viewers.map((viewer) => viewer.account)).toEqual(
    Array(4).fill({ repeated: 0, wrong: 0, lost: 0 }),
  )
  const cuts = streamed.viewers.map((viewer) => viewer.cuts)
  expect([cuts[0], cuts[2]]).toEqual([0, 0])
  expect(cuts[1]! + cuts[3]!).toBeGreaterThan(1)
})

test('every token was said, and seen after it was said', () => {
  const { steadyDelays, unsteadyDelays } = judgeStream(streamed)
  expect(streamed.written.saidAt.map((times) => times.length)).toEqual([120, 120, 120, 120])
  expect([steadyDelays.length, unsteadyDelays.length]).toEqual([240, 240])
  expect(Math.min(...steadyDelays, ...unsteadyDelays)).toBeGreaterThan(0)
})

test('the bytes of the frames are the bytes of the connection', () => {
  for (const [session, { bytes, steady, replies }] of streamed.viewers.entries()) {
    const framed = Object.values(bytes.frames).reduce((total, one) => total + one, 0)
    if (steady) expect(framed).toBe(bytes.received)
    const said = replies.reduce((total, reply) => total + textOf(session, reply).length, 0)
    expect(bytes.frames.d! + bytes.frames.events!).toBeGreaterThan(said)
  }
})
