import { expect, test } from 'vitest'
import { isAddressGranted, isGranted, isPrivateAddress, parseHostPattern } from './host-patterns.ts'

const patterns = (...texts: string[]) => texts.map((text) => parseHostPattern(text)!)

test.each([
  ['registry.npmjs.org', { host: 'registry.npmjs.org', wildcard: false, ports: [80, 443] }],
  ['*.Debian.org:443', { host: 'debian.org', wildcard: true, ports: [443] }],
  ['[::1]:8080', { host: '::1', wildcard: false, ports: [8080] }],
  ['*', undefined],
  ['*.10.0.0.1', undefined],
  ['a.example:99999', undefined],
  ['https://a.example', undefined],
  ['', undefined],
])('the pattern %j reads as %j', (text, expected) => {
  expect(parseHostPattern(text)).toEqual(expected)
})

test.each([
  ['registry.npmjs.org', 443, true],
  ['REGISTRY.npmjs.org.', 443, true],
  ['registry.npmjs.org', 8443, false],
  ['evil-registry.npmjs.org', 443, false],
  ['registry.npmjs.org.evil.example', 443, false],
  ['deb.debian.org', 443, true],
  ['debian.org', 443, false],
  ['notdebian.org', 443, false],
  ['127.0.0.1', 443, false],
])('%s:%i is granted: %s', (host, port, expected) => {
  expect(isGranted(patterns('registry.npmjs.org', '*.debian.org:443'), host, port)).toBe(expected)
})

test.each([
  '127.0.0.1',
  '10.1.2.3',
  '169.254.169.254',
  '::1',
  '::ffff:127.0.0.1',
  'fd00::1',
  'fe80::1',
  '0.0.0.0',
  '64:ff9b::7f00:1',
])('%s is private', (address) => {
  expect(isPrivateAddress(address)).toBe(true)
})

test.each(['1.1.1.1', '151.101.0.162', '2606:4700::1111'])('%s is public', (address) => {
  expect(isPrivateAddress(address)).toBe(false)
})

test('a granted name leads to a private address only if that is granted too', () => {
  const granted = patterns('packages.example:443')
  expect(isAddressGranted(granted, 'packages.example', '10.0.0.5', 443)).toBe(false)
  expect(
    isAddressGranted([...granted, ...patterns('10.0.0.5:443')], 'packages.example', '10.0.0.5', 443),
  ).toBe(true)
  expect(isAddressGranted(granted, 'packages.example', '1.1.1.1', 443)).toBe(true)
  expect(isAddressGranted(patterns('localhost:80'), 'localhost', '127.0.0.1', 80)).toBe(true)
})
