// Replies that never end, explode or lie about what they are: the run stops with a sentence, nothing of the reply is used, the
// installation answers meanwhile, and another session works as if nothing were.
import { constants, createGzip } from 'node:zlib'
import { afterAll, beforeAll, expect } from 'vitest'
import { ofType } from '../../lib/testing/drive-session.ts'
import { act, inOrder, run, words } from '../../lib/testing/play-replies.ts'
import type { Behaviour, Part } from '../../lib/testing/provider.ts'
import { sse } from '../../lib/testing/provider.ts'
import { eachCase } from '../each-case.ts'
import { openStage, type Stage } from './play-hostile.ts'

let stage: Stage
let bomb: Uint8Array
beforeAll(async () => {
  stage = await openStage()
  bomb = await makeBomb()
})
afterAll(() => stage?.close())

/** 300 MB of zeros in some 300 KB. */
async function makeBomb(): Promise<Uint8Array> {
  const gzip = createGzip({ level: constants.Z_BEST_COMPRESSION })
  const pieces: Buffer[] = []
  gzip.on('data', (piece: Buffer) => pieces.push(piece))
  const zeros = Buffer.alloc(10_000_000)
  for (let n = 0; n < 30; n += 1) {
    if (!gzip.write(zeros)) await new Promise((resolve) => gzip.once('drain', resolve))
  }
  const ended = new Promise((resolve) => gzip.once('end', resolve))
  gzip.end()
  await ended
  return Buffer.concat(pieces)
}

const text = (delta: string) => sse({ type: 'response.output_text.delta', output_index: 0, delta })
const times = (count: number, part: Part): Part[] => Array.from({ length: count }, () => part)
const megabyte = 'x'.repeat(1_000_000)
const typed = (type: string, body: readonly Part[], more: Record<string, string> = {}): Behaviour => ({
  headers: { 'content-type': type, ...more },
  body,
})
const tooLarge = /larger than the limit/

type ReplyCase = { name: string; reply: () => Behaviour; says: RegExp }
const replyCases: readonly ReplyCase[] = [
  { name: 'reply: words without end', reply: () => ({ body: times(200, text(megabyte)) }), says: tooLarge },
  {
    name: 'reply: small words without end',
    reply: () => ({ body: times(60, text('x'.repeat(1000)).repeat(100)) }),
    says: tooLarge,
  },
  {
    name: 'reply: reasoning without end',
    reply: () => ({
      body: times(
        200,
        sse({ type: 'response.reasoning_summary_text.delta', output_index: 0, delta: megabyte }),
      ),
    }),
    says: tooLarge,
  },
  {
    name: 'reply: arguments without end',
    reply: () => ({
      body: times(
        200,
        sse({
          type: 'response.function_call_arguments.delta',
          output_index: 0,
          item_id: 'i',
          delta: megabyte,
        }),
      ),
    }),
    says: tooLarge,
  },
  {
    name: 'reply: a line without end',
    reply: () => ({ body: ['data: ', ...times(200, megabyte)] }),
    says: tooLarge,
  },
  {
    name: 'reply: one object of 100 MB',
    reply: () => typed('application/json', ['{"output":"', ...times(100, megabyte), '"}']),
    says: tooLarge,
  },
  {
    name: 'reply: a patch of 100 MB',
    reply: () => ({
      body: [
        `data: {"type":"response.output_item.done","item":{"type":"function_call","name":"apply_patch","arguments":"`,
        ...times(100, megabyte),
        '"}}\n\n',
      ],
    }),
    says: tooLarge,
  },
  {
    name: 'reply: 300 MB in 300 KB of gzip',
    reply: () => typed('text/event-stream', ['', bomb], { 'content-encoding': 'gzip' }),
    says: tooLarge,
  },
  {
    name: 'reply: a web page',
    reply: () => typed('text/html', ['<html><script>alert(1)</script></html>']),
    says: /web page/,
  },
  {
    name: 'reply: a web page without end',
    reply: () => typed('text/html', ['<html>', ...times(200, megabyte)]),
    says: tooLarge,
  },
  {
    name: 'reply: an error of 100 MB',
    reply: () => ({
      status: 400,
      headers: { 'content-type': 'application/json' },
      body: ['{"error":{"message":"', ...times(100, megabyte)],
    }),
    says: /./,
  },
  {
    name: 'reply: an error that speaks in terminal sequences and overrides',
    reply: () => ({
      status: 400,
      headers: { 'content-type': 'application/json' },
      body: ['{"error":{"message":"\\u001b[2J\\u202Ea\\u0000b"}}'],
    }),
    says: /./,
  },
  {
    name: 'reply: headers beyond all bounds',
    reply: () => ({
      headers: { 'content-type': 'text/event-stream', 'x-long': 'x'.repeat(1_000_000) },
      body: [],
    }),
    says: /./,
  },
]

eachCase('hostile replies', replyCases, { sample: 1, timeout: 180_000 }, async ({ reply, says }) => {
  const session = await stage.begin(() => reply())
  await session.waitFor('model.requested')
  const neighbour = await stage.perform(act('I work.', run('echo fine')))
  expect(neighbour.calls[0]?.data.output).toContain('Output:\nfine')
  const stop = await session.troubled()
  if (stop.type !== 'run.parked' || stop.data.reason.kind === 'person') throw new Error('expected trouble')
  expect(stop.data.reason.message).toMatch(says)
  expect(stop.data.reason.message.length).toBeLessThan(2000)
  const all = await session.events()
  expect(ofType(all, 'model.replied')).toEqual([])
  for (const event of all) expect(Buffer.byteLength(JSON.stringify(event.data))).toBeLessThan(40_000)
  await session.cancel()
})

const crowded = [{ name: 'reply: 64 calls with 18 KB each stay in one small event' }]
eachCase('crowded replies', crowded, { sample: 0 }, async () => {
  const calls = Array.from({ length: 64 }, () => run(`true ${'x'.repeat(18_000)}`))
  const session = await stage.begin(inOrder(act('Much.', ...calls), words('Done.')))
  const replied = await session.waitFor('model.replied')
  expect(Buffer.byteLength(JSON.stringify(replied.data))).toBeLessThan(36_864)
  await session.cancel()
})
