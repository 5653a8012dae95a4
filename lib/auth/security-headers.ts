// What browsers are told about every page, so that a hole in one place stays small: scripts only of ours, nobody frames us,
// nothing is sent elsewhere. And what a request may not tell us about itself.
import type { IncomingHttpHeaders } from 'node:http'

/** Next reads the nonce out of the policy in the request's own headers, and puts it on its inline scripts. */
export function contentSecurityPolicy({ nonce, dev }: { nonce: string; dev: boolean }): string {
  const rules = {
    'default-src': "'self'",
    // Development compiles in the browser's eval.
    'script-src': `'self' 'nonce-${nonce}'${dev ? " 'unsafe-eval'" : ''}`,
    // The editor and the panels set styles on elements.
    'style-src': "'self' 'unsafe-inline'",
    'img-src': "'self' data: blob:",
    'font-src': "'self' data:",
    'connect-src': "'self'",
    'worker-src': "'self' blob:",
    'object-src': "'none'",
    'base-uri': "'none'",
    'form-action': "'self'",
    'frame-ancestors': "'none'",
  }
  return Object.entries(rules)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ')
}

export const fixedHeaders = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
} as const

const untrusted =
  /^(x-forwarded-|x-middleware-|x-countersign-|x-real-ip$|x-nonce$|forwarded$|content-security-policy)/

/** Removes what only a proxy or we ourselves could say truly; nothing here believes a proxy. */
export function dropUntrusted(headers: IncomingHttpHeaders): void {
  for (const name of Object.keys(headers)) if (untrusted.test(name)) delete headers[name]
}
