import { expect, test } from 'vitest'
import { allowedHosts, allowedOrigins, isLoopback } from './allowed-origins.ts'

test('on loopback its three names are ours, with our port', () => {
  const address = { host: '127.0.0.1', port: 4310, publicUrl: 'http://localhost:4310' }
  expect([...allowedHosts(address)].sort()).toEqual(['127.0.0.1:4310', '[::1]:4310', 'localhost:4310'])
  expect(allowedOrigins(address)).toContain('http://127.0.0.1:4310')
  expect(allowedOrigins(address)).not.toContain('http://localhost:4311')
  expect(allowedOrigins(address)).not.toContain('https://localhost:4310')
})

test('behind a proxy the public address is ours, and the bound one', () => {
  const address = { host: '10.0.0.5', port: 4310, publicUrl: 'https://sign.example.org' }
  expect([...allowedHosts(address)].sort()).toEqual(['10.0.0.5:4310', 'sign.example.org'])
  expect([...allowedOrigins(address)].sort()).toEqual(['http://10.0.0.5:4310', 'https://sign.example.org'])
})

test('the ports that a scheme implies are not part of the name', () => {
  expect(allowedHosts({ host: '127.0.0.1', port: 80, publicUrl: 'http://localhost' })).toContain('localhost')
})

test('only addresses of this machine are loopback', () => {
  expect(['localhost', '::1', '127.0.0.1', '127.8.8.8'].every(isLoopback)).toBe(true)
  expect(['0.0.0.0', '::', '10.0.0.1', 'example.org', '1127.0.0.1'].some(isLoopback)).toBe(false)
})
