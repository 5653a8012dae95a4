// The reader must give the same events however the bytes are cut.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readSse } from './read-sse.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)

function readAll(pieces: readonly Uint8Array[], limit = 1_000_000) {
  const reader = readSse(limit)
  const events = pieces.flatMap((piece) => {
    const pushed = reader.push(piece)
    if (pushed === 'too-large') throw new Error('too large')
    return pushed
  })
  return [...events, ...reader.end()].map((event) => event.data)
}

test('data lines of one event are joined; comments, names and blank lines are not data', () => {
  expect(readAll([bytesOf(': hi\nevent: x\ndata: a\ndata:b\nid: 1\n\n\n\ndata\n\ndata: last')])).toEqual([
    'a\nb',
    '',
    'last',
  ])
})

test('any cut of any stream gives the same events', () => {
  const line = fc.constantFrom('data: a', 'data: é😀', 'data:', ': c', 'event: e', '', '', '\ufeffdata: b')
  const end = fc.constantFrom('\n', '\r\n', '\r')
  const stream = fc
    .tuple(fc.array(line), end)
    .map(([lines, mark]) => bytesOf(lines.map((one) => one + mark).join('')))
  fc.assert(
    fc.property(stream, fc.array(fc.nat(200)), (bytes, cuts) => {
      const places = [...new Set(cuts.map((cut) => Math.min(cut, bytes.length)))].sort((a, b) => a - b)
      const pieces = [0, ...places].map((from, at) => bytes.subarray(from, places[at] ?? bytes.length))
      expect(readAll(pieces)).toEqual(readAll([bytes]))
    }),
  )
})

test('an event that never ends is stopped at the limit; many small ones are not', () => {
  expect(() =>
    readAll(
      Array.from({ length: 20 }, () => bytesOf('data: 0123456789\n')),
      100,
    ),
  ).toThrow('too large')
  expect(
    readAll(
      Array.from({ length: 20 }, () => bytesOf('data: 0123456789\n\n')),
      100,
    ),
  ).toHaveLength(20)
})
