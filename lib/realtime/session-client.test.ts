import { expect, test } from 'vitest'
import { beginSession, evolve } from '../domain/evolve.ts'
import { tellStory } from '../domain/story.ts'
import type { Event } from '../protocol/events.ts'
import type { OpenAnswer, OpenRequest } from '../protocol/socket.ts'
import { leaveOut } from '../protocol/streamed-texts.ts'
import type { Connection, Reader } from './connection.ts'
import { openSession } from './session-client.ts'

const actor = { kind: 'person' as const, userId: 'u', name: 'Ada' }
const about = { sessionId: 's', version: 1, actor, at: '2026-01-01T00:00:00.000Z' }
const created: Event = {
  ...about,
  seq: 1,
  type: 'session.created',
  data: {
    projectId: 'p',
    number: 1,
    title: 'Title',
    desiredState: 'State',
    mentions: [],
    mode: 'plan',
    targetBranch: 'main',
    checks: [],
    model: { provider: 'scripted', name: 'scripted/bug-fix' },
    engine: 'builtin',
    fixLimit: 3,
    requiredSignatures: 1,
    mustPass: [],
  },
}
const renamed = (seq: number): Event => ({
  ...about,
  seq,
  type: 'session.renamed',
  data: { title: `Title ${seq}` },
})
const message = (seq: number): Event => ({
  ...about,
  seq,
  type: 'message.posted',
  data: { messageId: `m${seq}`, text: `${seq}`, mentions: [], interrupt: false },
})
const requested = (seq: number): Event => ({
  ...about,
  seq,
  type: 'model.requested',
  data: { requestId: 'r', turnId: 't', attempt: 1, model: 'm', shortened: 0 },
})
const replied = (seq: number, text: string): Event => ({
  ...about,
  seq,
  type: 'model.replied',
  data: {
    requestId: 'r',
    text,
    reasoning: '',
    encryptedReasoning: null,
    toolCalls: [],
    usage: null,
    costUsd: null,
    finish: 'stop',
    repairs: [],
  },
})

/** A page that has `events`, with a connection that the test holds in its hands. Frames and timers run when told to. */
function start(events: Event[], older: Event[] = []) {
  const opens: { request: OpenRequest; answer: (answer: OpenAnswer | null) => void }[] = []
  const due: (() => void)[] = []
  let reader: Reader | undefined
  let made = 0
  const connection: Connection = {
    status: () => ({ connection: 'live', since: null }),
    onStatus: () => () => {},
    onChanged: () => () => {},
    onSignedOut: () => () => {},
    attach(_, given) {
      reader = given
      given.connected()
      return () => {
        reader = undefined
      }
    },
    open: (request) => new Promise((answer) => opens.push({ request, answer })),
    send: (command) => Promise.resolve({ ok: true, sessionId: command.commandId, seq: 0 }),
  }
  const state = events.slice(1).reduce(evolve, beginSession(created))
  const client = openSession(
    { sessionId: 's', state, events, hasOlder: older.length > 0 },
    {
      connection: () => {
        made += 1
        return connection
      },
      frame: (callback) => due.push(callback),
      later: (callback) => due.push(callback),
      fetchOlder: async (_, before, limit) => older.filter((event) => event.seq < before).slice(-limit),
    },
  )
  /** Lets everything happen that is due. */
  const settle = async () => {
    for (let round = 0; round < 5; round += 1) {
      await Promise.resolve()
      await Promise.resolve()
      for (const callback of due.splice(0)) callback()
    }
  }
  const answer = async (events: Event[], more = false) => {
    opens.shift()!.answer({ ok: true, events, lastSeq: events.at(-1)?.seq ?? 0, more })
    await settle()
  }
  return { client, opens, settle, answer, reader: () => reader!, made: () => made }
}

test('rendering connects to nothing; the first subscriber opens with what it has', async () => {
  const page = start([created, renamed(2)])
  expect(page.client.getSnapshot()).toMatchObject({ lastSeq: 2, connection: 'connecting' })
  expect(page.made()).toBe(0)
  page.client.subscribe(() => {})
  expect(page.opens.map((open) => open.request)).toEqual([{ sessionId: 's', afterSeq: 2, items: [] }])
  await page.answer([])
  const view = page.client.getSnapshot()
  expect(view.connection).toBe('live')
  await page.settle()
  expect(page.client.getSnapshot()).toBe(view)
})

test('what is known already is dropped, what is new is folded, in one notification', async () => {
  const page = start([created])
  let told = 0
  page.client.subscribe(() => {
    told += 1
  })
  await page.answer([])
  told = 0
  page.reader().events([created, renamed(2)])
  page.reader().events([renamed(2), renamed(3)])
  await page.settle()
  expect(told).toBe(1)
  expect(page.client.getSnapshot()).toMatchObject({
    lastSeq: 3,
    state: { title: 'Title 3' },
    story: { title: 'Title 3' },
  })
})

test('a gap opens again with its own cursor, and what came meanwhile is kept', async () => {
  const page = start([created])
  page.client.subscribe(() => {})
  await page.answer([])
  page.reader().events([renamed(4)])
  expect(page.opens[0]?.request.afterSeq).toBe(1)
  page.reader().events([renamed(5)])
  await page.answer([renamed(2), renamed(3), renamed(4)])
  expect(page.client.getSnapshot().lastSeq).toBe(5)
  expect(page.opens).toEqual([])
})

test('a long way behind is caught up in parts', async () => {
  const page = start([created])
  page.client.subscribe(() => {})
  await page.answer([renamed(2), renamed(3)], true)
  expect(page.opens[0]?.request.afterSeq).toBe(3)
  await page.answer([renamed(4)])
  expect(page.client.getSnapshot().lastSeq).toBe(4)
})

test('a broken line is no end: the next connection opens with what came through', async () => {
  const page = start([created])
  page.client.subscribe(() => {})
  await page.answer([requested(2)])
  page.reader().delta('r.text', 0, 0, 'Hello ')
  page.reader().connected()
  expect(page.opens[0]?.request).toEqual({
    sessionId: 's',
    afterSeq: 2,
    items: [{ itemId: 'r.text', generation: 0, length: 6 }],
  })
  // The line breaks and is there again before the broken question was given up.
  page.reader().connected()
  page.opens.shift()!.answer(null)
  await page.settle()
  expect(page.opens).toHaveLength(1)
  page.opens.shift()!.answer(null)
  await page.settle()
  expect(page.opens).toHaveLength(0)
  page.reader().connected()
  expect(page.opens).toHaveLength(1)
})

test('streamed text counts once, a hole is asked for, and a new generation starts over', async () => {
  const page = start([created, requested(2)])
  page.client.subscribe(() => {})
  await page.answer([])
  const { delta } = page.reader()
  delta('r.text', 0, 0, 'abc')
  delta('r.text', 0, 1, 'bcd')
  delta('r.text', 0, 0, 'ab')
  expect(page.client.itemText('r.text')).toBe('abcd')
  delta('r.text', 0, 9, 'far')
  expect(page.opens[0]?.request.items).toEqual([{ itemId: 'r.text', generation: 0, length: 4 }])
  await page.answer([])
  delta('r.text', 1, 0, 'new')
  delta('r.text', 0, 4, 'old')
  expect(page.client.itemText('r.text')).toBe('new')
})

test('the closing event takes the place of the streamed text in the same frame', async () => {
  const page = start([created, requested(2)])
  const seen: [string, unknown][] = []
  page.client.subscribe(() => {
    const words = page.client.getSnapshot().story.items.find((item) => item.kind === 'words')
    seen.push([page.client.itemText('r.text'), words?.kind === 'words' && words.text])
  })
  await page.answer([])
  page.reader().delta('r.text', 0, 0, 'Hello')
  await page.settle()
  seen.length = 0
  page.reader().events([replied(3, 'Hello')])
  expect(page.client.itemText('r.text')).toBe('Hello')
  await page.settle()
  expect(seen).toEqual([['', 'Hello']])
})

test.each([
  ['is taken from what streamed', 'x'.repeat(200), 0],
  ['is asked for when something else streamed', 'y'.repeat(200), 1],
])('a text that the closing event lacks %s', async (_, streamed, asked) => {
  const page = start([created, requested(2)])
  page.client.subscribe(() => {})
  await page.answer([])
  page.reader().delta('r.text', 0, 0, streamed)
  const whole = replied(3, `${'x'.repeat(200)} and the end`)
  const { event, held } = leaveOut(whole, () => 'x'.repeat(200))
  page.reader().events([event], held)
  expect(page.opens).toHaveLength(asked)
  if (asked > 0) await page.answer([whole])
  await page.settle()
  expect(page.client.getSnapshot().story).toEqual(tellStory([created, requested(2), whole]))
})

test('listeners of an item hear of that item only, gathered', async () => {
  const page = start([created])
  page.client.subscribe(() => {})
  await page.answer([])
  let heard = 0
  page.client.subscribeItem('r.text', () => {
    heard += 1
  })
  for (const [offset, text] of [...'hello'].entries()) page.reader().delta('r.text', 0, offset, text)
  page.reader().delta('other.text', 0, 0, 'x')
  await page.settle()
  expect(heard).toBe(1)
})

test('older events join in order, until the first', async () => {
  const log = [created, ...Array.from({ length: 1200 }, (_, n) => message(n + 2))]
  const page = start([created, ...log.slice(-10)], log)
  expect(page.client.getSnapshot()).toMatchObject({ hasOlder: true })
  for (const [items, hasOlder] of [
    [511, true],
    [1011, true],
    [1201, false],
  ] as const) {
    await page.client.loadOlder()
    await page.settle()
    const { story, hasOlder: more } = page.client.getSnapshot()
    expect([story.items.length, more]).toEqual([items, hasOlder])
  }
  const seqs = page.client.getSnapshot().story.items.map((item) => item.seq)
  expect(seqs).toEqual([...seqs].sort((a, b) => a - b))
  await page.client.loadOlder()
})

test('a session that is no longer shown to us says so, and stays readable', async () => {
  const page = start([created])
  page.client.subscribe(() => {})
  page.opens.shift()!.answer({ ok: false, code: 'session.not-found', message: 'Not yours.' })
  await page.settle()
  expect(page.client.getSnapshot()).toMatchObject({ refused: 'Not yours.', story: { title: 'Title' } })
})

test('after the last subscriber nothing is followed, and a new one starts again', async () => {
  const page = start([created])
  const stop = page.client.subscribe(() => {})
  await page.answer([])
  stop()
  expect(page.reader()).toBeUndefined()
  page.client.subscribe(() => {})
  expect(page.opens).toHaveLength(1)
})
