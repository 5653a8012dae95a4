// What browsers are told about every page, so that a hole in one place stays small: scripts only of ours, nobody frames us,
// nothing is sent elsewhere. And what a request may not tell us about itself.
import type { IncomingHttpHeaders } from 'node:http'

/** Answers of the API are read by programs. Opened as a page they can do nothing. */
export const apiPolicy =
  "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"

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
  'permissions-policy':
    'accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), midi=(), payment=(), serial=(), usb=()',
} as const

/** Only where browsers reach us by https: everywhere else it would lock them out. One year. */
export const strictTransport = { 'strict-transport-security': 'max-age=31536000' } as const

// Of proxies and of Next's own inner steps, and what other programs take as another address or method.
const untrusted = new RegExp(
  `^(${[
    'x-(forwarded|middleware|countersign|invoke|now|nextjs|next|vercel|matched|prerender|rewrite|original|http-method)-',
    'x-(real-ip|nonce|method-override|client-ip|cluster-client-ip)$',
    'forwarded$',
    'true-client-ip$',
    'next-(resume|action)',
    'content-security-policy',
  ].join('|')})`,
)

/** Removes what only a proxy or we ourselves could say truly; nothing here believes a proxy. */
export function dropUntrusted(headers: IncomingHttpHeaders): void {
  for (const name of Object.keys(headers)) if (untrusted.test(name)) delete headers[name]
}
