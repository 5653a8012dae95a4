import { expect, test } from 'vitest'
import { guardRequest, maxBodyBytes } from './guard-request.ts'

const ours = { hosts: new Set(['localhost:4310']), origins: new Set(['http://localhost:4310']) }
const host = 'localhost:4310'
const origin = 'http://localhost:4310'
const ask = (method: string, headers: Record<string, string>, handshake?: boolean) =>
  guardRequest({ method, headers, handshake }, ours)?.code ?? 'in'

test('only our own names are answered', () => {
  expect(ask('GET', { host })).toBe('in')
  expect(ask('GET', { host: 'LOCALHOST:4310' })).toBe('in')
  for (const foreign of ['evil.example', 'localhost', 'localhost:4311', ''])
    expect(ask('GET', { host: foreign })).toBe('host.foreign')
  expect(ask('GET', {})).toBe('host.foreign')
})

test('a foreign page is refused whatever it does and whatever it carries', () => {
  for (const foreign of [
    'https://evil.example',
    'null',
    'http://localhost:4311',
    'http://localhost:4310.evil.example',
  ])
    for (const method of ['GET', 'POST', 'DELETE'])
      expect(ask(method, { host, origin: foreign, authorization: 'Bearer x' })).toBe('origin.foreign')
})

test('a change says where it comes from, unless a token alone acts', () => {
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND']) {
    expect(ask(method, { host, origin })).toBe('in')
    expect(ask(method, { host, cookie: 'a=b' })).toBe('origin.missing')
    expect(ask(method, { host })).toBe('origin.missing')
    expect(ask(method, { host, authorization: 'Bearer x' })).toBe('in')
    expect(ask(method, { host, authorization: 'Bearer x', cookie: 'a=b' })).toBe('origin.missing')
  }
})

test('a handshake of a socket is a change though it is a GET', () => {
  expect(ask('GET', { host, cookie: 'a=b' }, true)).toBe('origin.missing')
  expect(ask('GET', { host, cookie: 'a=b', origin }, true)).toBe('in')
})

test('bodies have a length, and a limit', () => {
  expect(ask('POST', { host, origin, 'transfer-encoding': 'chunked' })).toBe('request.length')
  expect(ask('POST', { host, origin, 'content-length': `${maxBodyBytes}` })).toBe('in')
  expect(ask('POST', { host, origin, 'content-length': `${maxBodyBytes + 1}` })).toBe('request.too-large')
})

test('an address is of this host, well encoded, and each header stands once', () => {
  const of = (url: string, raw: string[] = []) =>
    guardRequest({ method: 'GET', headers: { host }, url, raw }, ours)?.code ?? 'in'
  for (const url of ['/', '/a?b=%', '/%E2%80%AE', '/a/../b']) expect(of(url)).toBe('in')
  for (const url of ['http://evil.example/', '//evil.example', '/\\evil.example', '/a\\b', '/%', '/%ff', '*'])
    expect(of(url)).toBe('request.address')
  expect(of('/', ['Host', host, 'hOST', host])).toBe('request.headers')
})
