import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import type { Command, CommandAnswer } from '../protocol/commands.ts'
import { type ClientSocket, createConnection } from './connection.ts'

const rename = (commandId: string): Command => ({
  type: 'session.rename',
  commandId,
  sessionId: 's',
  data: { title: 't' },
})

/** A socket whose other end is the test. */
function start(connected = true) {
  const incoming = new EventEmitter()
  const sent: { event: string; body: unknown; answer: (answer: CommandAnswer) => void }[] = []
  const socket = {
    connected,
    on: (event: string, listener: (...args: unknown[]) => void) => incoming.on(event, listener),
    emit: (event: string, body: unknown, answer: (answer: CommandAnswer) => void) =>
      sent.push({ event, body, answer }),
    connect: () => sent.push({ event: '(connect)', body: null, answer: () => {} }),
  }
  const due: (() => void)[] = []
  const connection = createConnection(socket as unknown as ClientSocket, (callback) => due.push(callback))
  const turn = (on: boolean, ...args: unknown[]) => {
    socket.connected = on
    incoming.emit(on ? 'connect' : 'disconnect', ...args)
  }
  const later = () => {
    for (const callback of due.splice(0)) callback()
  }
  return { connection, incoming, sent, turn, later }
}

test('a command waits for the line, and goes again with the same id until it is answered', async () => {
  const { connection, sent, turn } = start(false)
  const answer = connection.send(rename('one'))
  expect(sent).toEqual([])
  turn(true)
  turn(false, 'transport close')
  turn(true)
  expect(sent.map(({ event, body }) => [event, (body as Command).commandId])).toEqual([
    ['command', 'one'],
    ['command', 'one'],
  ])
  sent[1]!.answer({ ok: true, sessionId: 's', seq: 3 })
  expect(await answer).toEqual({ ok: true, sessionId: 's', seq: 3 })
  turn(false, 'transport close')
  turn(true)
  expect(sent).toHaveLength(2)
})

test('it says since when it is not live', () => {
  const { connection, turn } = start()
  expect(connection.status()).toEqual({ connection: 'live', since: null })
  turn(false, 'transport close')
  const { connection: state, since } = connection.status()
  expect([state, Number.isNaN(Date.parse(since ?? ''))]).toEqual(['connecting', false])
  turn(true)
  expect(connection.status().since).toBeNull()
})

test('when the server ends the connection it is asked once more; signed out, commands end with a sentence', async () => {
  const { connection, incoming, sent, turn, later } = start()
  let signedOut = 0
  connection.onSignedOut(() => {
    signedOut += 1
  })
  const answer = connection.send(rename('one'))
  turn(false, 'io server disconnect')
  later()
  expect(sent.at(-1)?.event).toBe('(connect)')
  incoming.emit('connect_error', Object.assign(new Error('no'), { data: { code: 'account.required' } }))
  expect(await answer).toMatchObject({ ok: false, code: 'account.required' })
  expect([signedOut, connection.status().connection]).toEqual([1, 'offline'])
})

test('text finds its session and its place by alias, and aliases end with their connection', () => {
  const { connection, incoming, turn } = start()
  const heard: unknown[] = []
  const reader = { connected: () => {}, events: () => {}, delta: (...args: unknown[]) => heard.push(args) }
  connection.attach('s', reader)
  incoming.emit('item', 1, 's', 'r.text', 0, 5)
  incoming.emit('d', 1, 'ab')
  incoming.emit('d', 1, 'c')
  incoming.emit('d', 2, 'nobody')
  turn(false, 'transport close')
  turn(true)
  incoming.emit('d', 1, 'd')
  expect(heard).toEqual([
    ['r.text', 0, 5, 'ab'],
    ['r.text', 0, 7, 'c'],
  ])
})

test('the last reader of a session closes it', () => {
  const { connection, sent } = start()
  const reader = { connected: () => {}, events: () => {}, delta: () => {} }
  const [one, two] = [connection.attach('s', reader), connection.attach('s', { ...reader })]
  one()
  expect(sent).toEqual([])
  two()
  expect(sent.map(({ event, body }) => [event, body])).toEqual([['close', 's']])
})
