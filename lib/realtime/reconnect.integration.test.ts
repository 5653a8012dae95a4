// Real server, real Postgres, real sockets: what a browser sees while the connection breaks.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { db } from '../db.ts'
import { readAllEvents, readEvents } from '../event-log/read-events.ts'
import type { Event } from '../protocol/events.ts'
import { loadSession } from '../queries/load-session.ts'
import { type LiveServer, startLiveServer, until } from '../testing/live-server.ts'
import { makeSession } from '../testing/test-people.ts'
import type { SessionClient } from './session-client.ts'

let live: LiveServer
beforeAll(async () => {
  live = await startLiveServer()
})
afterAll(() => live?.close())

test('a browser that reconnects in mid-stream has no gap and nothing twice', async () => {
  const sessionId = await makeSession(db(), live.admin, live.projectId, 'Stream to me')
  const runner = await live.startRunner(sessionId)
  const { client, socket } = await live.follow(sessionId)
  await until(client, () => client.getSnapshot().connection === 'live')

  const said: string[] = []
  for (let round = 0; round < 4; round += 1) {
    const requestId = `request-${round}`
    const itemId = `${requestId}.text`
    let text = ''
    await runner.request(requestId)
    for (let piece = 0; piece < 40; piece += 1) {
      const words = `${round}:${piece} "wörds" 🙂\n`
      await runner.stream(itemId, text.length, words)
      text += words
      // Cut the line at awkward moments, without a goodbye.
      if (piece % 13 === 5) socket.io.engine?.close()
      if (piece % 10 === 7) await until(client, () => client.itemText(itemId).length > 0, itemId)
    }
    await until(client, () => client.itemText(itemId) === text, itemId)
    if (round % 2 === 1) socket.io.engine?.close()
    await runner.reply(requestId, text)
    said.push(text)
    await until(client, () => client.itemText(itemId) === '' && spoken(client).at(-1) === text)
  }

  expect(spoken(client)).toEqual(said)
  const log: Event[] = []
  for await (const event of readAllEvents(db(), sessionId)) log.push(event)
  const page = (await loadSession(db(), live.admin, sessionId))!
  expect(client.getSnapshot()).toMatchObject({ lastSeq: log.length, state: page.state })
  const keys = client.getSnapshot().story.items.map((item) => item.key)
  expect(keys).toEqual([...new Set(keys)])
  client.close()
})

function spoken(client: SessionClient): string[] {
  return client
    .getSnapshot()
    .story.items.flatMap((item) =>
      item.kind === 'words' && typeof item.text === 'string' ? [item.text] : [],
    )
}

test('a browser that comes late gets the text so far, and a new generation replaces the old', async () => {
  const sessionId = await makeSession(db(), live.admin, live.projectId, 'Come late')
  const runner = await live.startRunner(sessionId)
  await runner.request('late')
  await runner.stream('late.text', 0, 'said before ')
  const { client: early } = await live.follow(sessionId)
  await until(early, () => early.itemText('late.text') === 'said before ', 'late.text')
  await runner.stream('late.text', 12, 'and after')
  const { client: late } = await live.follow(sessionId)
  for (const client of [early, late])
    await until(client, () => client.itemText('late.text') === 'said before and after', 'late.text')
  await runner.stream('late.text', 0, 'written again', 1)
  for (const client of [early, late])
    await until(client, () => client.itemText('late.text') === 'written again', 'late.text')
  early.close()
  late.close()
})

test('the event that closes what a browser has comes without it, and whole to whoever has less', async () => {
  const sessionId = await makeSession(db(), live.admin, live.projectId, 'Close me')
  const runner = await live.startRunner(sessionId)
  let bytes = 0
  const { client: early, socket: earlySocket } = await live.follow(sessionId)
  await until(early, () => early.getSnapshot().connection === 'live')
  // Without a standing reader each wait would open the session anew.
  early.subscribe(() => {})
  const text = 'Words enough to be worth leaving out. '.repeat(30)
  await runner.request('long')
  await runner.stream('long.text', 0, text)
  await until(early, () => early.itemText('long.text') === text, 'long.text')
  // Follows only after the text was read for the others.
  const { client: late } = await live.follow(sessionId)
  await until(late, () => late.itemText('long.text') === text, 'long.text')
  earlySocket.on('events', (_, events, held = []) => {
    bytes += JSON.stringify([events, held]).length
  })
  const whole = `${text}And the end.`
  await runner.reply('long', whole)
  for (const client of [early, late]) await until(client, () => spoken(client).at(-1) === whole)
  expect(bytes).toBeGreaterThan(0)
  expect(bytes).toBeLessThan(text.length)
  expect(early.getSnapshot().story).toEqual(late.getSnapshot().story)
  early.close()
  late.close()
})

test('a command is answered once though the line broke before its answer', async () => {
  const sessionId = await makeSession(db(), live.admin, live.projectId, 'Ask me')
  const { client, socket } = await live.follow(sessionId)
  await until(client, () => client.getSnapshot().connection === 'live')
  const answer = client.send('message.post', { text: 'once' })
  socket.io.engine?.close()
  expect(await answer).toMatchObject({ ok: true, sessionId })
  await until(client, () => client.getSnapshot().story.items.some((item) => item.kind === 'message'))
  const posted = (await readEvents(db(), sessionId)).filter((event) => event.type === 'message.posted')
  expect(posted).toHaveLength(1)
  expect(client.getSnapshot().pending).toEqual([])
  expect(await client.send('session.restore', {})).toMatchObject({ ok: false, code: 'session.not-archived' })
  client.close()
})
