import { expect, test } from 'vitest'
import { addressGroup, clientAddress, trustedProxies } from './client-address.ts'

const from = (remoteAddress: string, said: string | undefined, trusted: string[] = []) =>
  clientAddress({ socket: { remoteAddress }, headers: { 'x-forwarded-for': said } }, trustedProxies(trusted))

test('what a client says of its address is believed from no one by default', () => {
  expect(from('203.0.113.9', '10.0.0.1')).toBe('203.0.113.9')
  expect(from('::ffff:203.0.113.9', '10.0.0.1, 10.0.0.2')).toBe('203.0.113.9')
})

test('a trusted proxy is believed, and nobody before it', () => {
  expect(from('127.0.0.1', '198.51.100.7', ['127.0.0.1'])).toBe('198.51.100.7')
  expect(from('127.0.0.1', '1.1.1.1, 198.51.100.7', ['127.0.0.1'])).toBe('198.51.100.7')
  expect(from('10.0.0.2', '198.51.100.7, 10.0.0.9', ['10.0.0.0/8'])).toBe('198.51.100.7')
  expect(from('198.51.100.7', '1.1.1.1', ['127.0.0.1'])).toBe('198.51.100.7')
  expect(from('fd00::2', '2001:db8::1', ['fd00::/8'])).toBe('2001:db8::1')
})

test('nonsense from a trusted proxy leaves its own address', () => {
  for (const said of [undefined, '', 'unknown', '1.2.3', '198.51.100.7,'])
    expect(from('127.0.0.1', said, ['127.0.0.1'])).toBe('127.0.0.1')
})

test('a setting that is no address is told', () => {
  for (const wrong of ['proxy', '10.0.0.0/33x', '10.0.0.0/', '1.2.3.4/5/6', '10.0.0.0/-1'])
    expect(() => trustedProxies([wrong])).toThrow(wrong)
})

test('limits count a /64 of IPv6 as one', () => {
  expect(addressGroup('192.0.2.1')).toBe('192.0.2.1')
  expect(addressGroup('2001:db8:0:1::5')).toBe('2001:db8:0:1::/64')
  expect(addressGroup('2001:0db8::ff:1')).toBe('2001:db8:0:0::/64')
  expect(addressGroup('::1')).toBe('0:0:0:0::/64')
})
