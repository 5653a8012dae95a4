import { expect, test } from 'vitest'
import { contentSecurityPolicy, dropUntrusted } from './security-headers.ts'

test('a page runs our scripts and nothing else; only development evaluates', () => {
  const policy = contentSecurityPolicy({ nonce: 'abc', dev: false })
  expect(policy).toContain("script-src 'self' 'nonce-abc';")
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy).not.toContain('unsafe-eval')
  expect(contentSecurityPolicy({ nonce: 'abc', dev: true })).toContain("'unsafe-eval'")
})

test('what a client says of its address, its nonce or our own steps is not believed', () => {
  const headers = {
    host: 'localhost:1',
    cookie: 'a=b',
    'x-forwarded-for': '1.2.3.4',
    'x-forwarded-host': 'evil.example',
    'x-middleware-subrequest': 'x',
    'x-countersign-address': '1.2.3.4',
    'x-nonce': 'n',
    forwarded: 'for=1.2.3.4',
    'content-security-policy': "script-src 'nonce-n'",
  }
  dropUntrusted(headers)
  expect(headers).toEqual({ host: 'localhost:1', cookie: 'a=b' })
})
