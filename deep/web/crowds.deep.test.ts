// Too many sockets, sockets that do not read, sockets that say nothing: the server stays bounded, says why, and serves everyone else.

import type { Socket } from 'node:net'
import { afterAll, beforeAll, expect } from 'vitest'
import { db } from '../../lib/db.ts'
import type { OpenAnswer } from '../../lib/protocol/socket.ts'
import { type LiveServer, once, startLiveServer } from '../../lib/testing/live-server.ts'
import { makePerson, makeSession, type TestPerson } from '../../lib/testing/test-people.ts'
import { eachCase } from '../each-case.ts'
import { handshake, openRaw, sendRaw, socketPath } from './send-raw.ts'

let live: LiveServer
let sessionId: string
let people = 0
const held: Socket[] = []
beforeAll(async () => {
  live = await startLiveServer()
  sessionId = await makeSession(db(), live.admin, live.projectId, 'Crowds')
})
afterAll(() => {
  for (const socket of held) socket.destroy()
  return live?.close()
})

const person = (): Promise<TestPerson> => {
  people += 1
  const wish = { name: `Crowd${people}`, role: 'engineer' as const, projectIds: [live.projectId] }
  return makePerson(db(), live.url, live.admin, wish)
}

/** A handshake by hand; resolves with the status, the connection stays. */
function knock(from: string, cookie = ''): Promise<{ status: number; text: string; socket: Socket }> {
  const socket = openRaw(live.url, from)
  held.push(socket)
  const headers = [['Host', new URL(live.url).host], ['Origin', live.url], ['Cookie', cookie], ...handshake]
  socket.write(`GET ${socketPath} HTTP/1.1\r\n${headers.map((pair) => pair.join(': ')).join('\r\n')}\r\n\r\n`)
  return new Promise((resolve) => {
    let text = ''
    const finish = () => resolve({ status: Number(text.slice(9, 12)), text, socket })
    const read = (piece: Buffer) => {
      text += piece.toString('latin1')
      if (text.startsWith('HTTP/1.1 101') && text.includes('\r\n\r\n')) {
        socket.off('data', read)
        finish()
      }
    }
    socket.on('data', read)
    socket.on('close', finish)
  })
}

/** One masked frame of text, as browsers send it. */
function frame(text: string): Buffer {
  const body = Buffer.from(text)
  const head =
    body.length < 126
      ? Buffer.from([0x81, 0x80 | body.length])
      : Buffer.from([0x81, 0xfe, body.length >> 8, body.length & 255])
  return Buffer.concat([head, Buffer.alloc(4), body])
}
const closed = (socket: Socket) =>
  new Promise<void>((resolve) => {
    if (socket.destroyed) resolve()
    else socket.once('close', () => resolve())
  })
const open = (socket: ReturnType<LiveServer['connect']>, id: string, afterSeq = 0): Promise<OpenAnswer> =>
  new Promise((resolve) => socket.emit('open', { sessionId: id, afterSeq, items: [] }, resolve))
/** Somebody else, from elsewhere, can connect and follow. */
async function othersAreServed() {
  const socket = live.connect(live.byCookie(live.admin), false)
  await once(socket, 'connect')
  expect(await open(socket, sessionId)).toMatchObject({ ok: true })
  socket.close()
  const page = await sendRaw(live.url, { path: '/api/projects', headers: [['Cookie', live.admin.cookie]] })
  expect(page.status).toBe(200)
}

const cases: Record<string, () => Promise<void>> = {
  async '1,000 sockets of strangers from one address'() {
    const knocks = await Promise.all(Array.from({ length: 1000 }, () => knock('127.0.9.1')))
    const refused = knocks.filter(({ status }) => status === 429)
    expect(knocks.filter(({ status }) => status === 101).length).toBe(100)
    expect(refused.length).toBe(900)
    expect(refused[0]!.text).toContain('"code":"socket.rate"')
    expect(refused[0]!.text).toContain('too many connections from your address')
    await othersAreServed()
    // Who never says who it is, is not kept.
    await Promise.all(knocks.map(({ socket }) => closed(socket)))
    expect((await knock('127.0.9.1')).status).toBe(101)
  },
  async '1,000 sockets of one person'() {
    const one = await person()
    const sockets = []
    const codes: Record<string, number> = {}
    for (let round = 0; round < 20; round += 1)
      sockets.push(
        ...(await Promise.all(
          Array.from({ length: 50 }, async () => {
            const socket = live.connect(live.byCookie(one), false)
            const code = await new Promise<string>((resolve) => {
              socket.once('connect', () => resolve('connected'))
              socket.once('connect_error', (error) =>
                resolve((error as Error & { data?: { code: string } }).data?.code ?? 'closed'),
              )
            })
            codes[code] = (codes[code] ?? 0) + 1
            if (code !== 'connected') socket.close()
            return socket
          }),
        )),
      )
    expect(codes.connected).toBe(20)
    expect((codes['socket.rate'] ?? 0) + (codes.closed ?? 0)).toBe(980)
    expect(codes['socket.rate']).toBeGreaterThan(0)
    await othersAreServed()
    for (const socket of sockets) socket.close()
  },
  async '51 sessions in one tab'() {
    const one = await person()
    const socket = live.connect(live.byCookie(one), false)
    await once(socket, 'connect')
    const ids = []
    for (let n = 0; n < 51; n += 1) ids.push(await makeSession(db(), live.admin, live.projectId, `Tab ${n}`))
    const answers = []
    for (const id of ids) answers.push(await open(socket, id))
    expect(answers.filter(({ ok }) => ok)).toHaveLength(50)
    expect(answers.at(-1)).toMatchObject({
      ok: false,
      code: 'session.too-many',
      message: expect.stringContaining('tab'),
    })
    socket.close()
  },
  async 'opening as fast as possible'() {
    const socket = live.connect(live.byCookie(await person()), false)
    await once(socket, 'connect')
    const answers = await Promise.all(Array.from({ length: 400 }, () => open(socket, sessionId)))
    const refused = answers.filter((one) => !one.ok)
    expect(refused.length).toBeGreaterThan(0)
    for (const one of refused) expect(one).toMatchObject({ code: 'session.rate' })
    await othersAreServed()
    socket.close()
  },
  async 'messages that are too deep, too large or no messages'() {
    const one = await person()
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
    const socket = live.connect(live.byCookie(one), false)
    await once(socket, 'connect')
    const loose = socket as unknown as { emit: (...args: unknown[]) => void }
    const said = (event: string, body: unknown) =>
      new Promise((resolve) => loose.emit(event, body, (answer: unknown) => resolve(answer)))
    const nested = JSON.parse(`${'['.repeat(500)}${']'.repeat(500)}`)
    for (const event of ['open', 'command'])
      expect(await said(event, nested)).toMatchObject({ ok: false, code: 'request.depth' })
    socket.close()
    for (const text of [
      `42["open",${deep.slice(0, 60_000)}`,
      '42["__proto__",{}]',
      '4999',
      '451-["open",{"_placeholder":true,"num":9}]',
      'x',
    ]) {
      const raw = await knock('127.0.9.3', one.cookie)
      expect(raw.status).toBe(101)
      raw.socket.write(frame('40'))
      raw.socket.write(frame(text))
      raw.socket.end()
      raw.socket.resume()
      await closed(raw.socket)
    }
    await othersAreServed()
  },
  async 'a reader that asks for much and reads nothing'() {
    const one = await person()
    const big = await makeSession(db(), live.admin, live.projectId, 'Much to read')
    const runner = await live.startRunner(big)
    for (let n = 0; n < 60; n += 1)
      await runner.write({
        type: 'tool.started',
        data: {
          callId: `c-${n}`,
          turnId: runner.turnId,
          name: 'search',
          title: 'x'.repeat(30_000),
          approvalId: null,
        },
      })
    const { socket } = await knock('127.0.9.4', one.cookie)
    // What comes before the answer to a greeting ends the connection, and would prove nothing.
    await new Promise<void>((resolve) => {
      socket.on('data', (piece) => piece.includes('40{"sid"') && resolve())
      socket.write(frame('40'))
    })
    const mine = () => [...live.sockets()].filter(({ data }) => data.identity.userId === one.userId)
    expect(mine()).toHaveLength(1)
    const dropped = new Promise<string>((resolve) => mine()[0]!.once('disconnect', resolve))
    socket.removeAllListeners('data')
    socket.pause()
    const before = process.memoryUsage().rss
    for (let n = 0; n < 200; n += 1)
      socket.write(frame(`42${n}["open",{"sessionId":"${big}","afterSeq":0,"items":[]}]`))
    // Cut off by the server, not by the silence that ends every connection.
    expect(await dropped).toBe('server namespace disconnect')
    socket.destroy()
    expect(process.memoryUsage().rss - before).toBeLessThan(400 * 1024 * 1024)
    await othersAreServed()
    // Reading again, it comes back and has everything by its number.
    const again = live.connect(live.byCookie(one), false)
    await once(again, 'connect')
    const seen: number[] = []
    for (let more = true; more; ) {
      const answer = await open(again, big, seen.at(-1) ?? 0)
      if (!answer.ok) throw new Error(answer.message)
      seen.push(...answer.events.map(({ seq }) => seq))
      more = answer.more
    }
    expect(seen).toEqual(seen.map((_, n) => n + 1))
    expect(seen.length).toBeGreaterThan(60)
    again.close()
  },
}

eachCase(
  'crowds',
  Object.entries(cases).map(([name, act]) => ({ name, act })),
  { sample: 1, timeout: 120_000 },
  ({ act }) => act(),
)
