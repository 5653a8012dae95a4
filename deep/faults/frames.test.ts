// The proxy's understanding of the protocol, on bytes as clients send them, cut anywhere.
import { expect, test } from 'vitest'
import { readFrames } from './read-frames.ts'
import { watchTransactions } from './watch-transactions.ts'

const message = (type: string, ...parts: (string | Buffer)[]): Buffer => {
  const body = Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(`${part}\0`) : part)),
  )
  const length = Buffer.alloc(4)
  length.writeInt32BE(body.length + 4)
  return Buffer.concat([Buffer.from(type, 'latin1'), length, body])
}
const short = (value: number) => Buffer.from([value >> 8, value & 255])
const value = (text: string) => Buffer.concat([Buffer.from([0, 0, 0, text.length]), Buffer.from(text)])
const bind = (...values: string[]) =>
  message('B', '', '', short(1), short(0), short(values.length), ...values.map(value))
const execute = message('E', '', Buffer.alloc(4))
const insert =
  'INSERT INTO "public"."Event" ("sessionId","seq","type","data") VALUES ($1,$2,$3,$4), ($5,$6,$7,$8)'
const rows = bind('s', '1', 'run.parked', '{}', 's', '2', 'run.resumed', '{}')
const conversation = Buffer.concat([
  message('', Buffer.from([0, 3, 0, 0]), 'user', 'ada', ''),
  message('Q', 'BEGIN'),
  message('P', '', insert, short(0)),
  rows,
  execute,
  message('S'),
  message('Q', 'COMMIT'),
])

test.each([1, 2, 7, 4096])('a commit of events is found in pieces of %d bytes', (size) => {
  const read = readFrames(true)
  const watch = watchTransactions()
  const found = []
  for (let at = 0; at < conversation.length; at += size) {
    for (const frame of read(conversation.subarray(at, at + size))) found.push(watch.asked(frame))
  }
  expect(found.slice(0, -1).filter((one) => one !== null)).toEqual([])
  expect(found.at(-1)).toEqual([
    { sessionId: 's', type: 'run.parked', detail: '{}' },
    { sessionId: 's', type: 'run.resumed', detail: '{}' },
  ])
  const [answer] = readFrames(false)(message('C', 'COMMIT'))
  expect(watch.answered(answer!)).toHaveLength(2)
  expect(watch.answered(answer!)).toBeNull()
})

test.each(['ROLLBACK', 'BEGIN'])('%s forgets what was inserted', (sql) => {
  const watch = watchTransactions()
  const [, ...frames] = readFrames(true)(conversation)
  for (const frame of frames.slice(0, -1)) watch.asked(frame)
  for (const frame of readFrames(false)(Buffer.concat([message('Q', sql), message('Q', 'COMMIT')])))
    expect(watch.asked(frame)).toBeNull()
})

test('a commit that Postgres turns into a rollback is none', () => {
  const watch = watchTransactions()
  for (const frame of readFrames(true)(conversation)) watch.asked(frame)
  const [answer] = readFrames(false)(message('C', 'ROLLBACK'))
  expect(watch.answered(answer!)).toBeNull()
})
