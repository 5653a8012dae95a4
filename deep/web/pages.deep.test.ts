// The built pages in real Chromium: script in every text that is stored and shown runs nowhere, and every page says what browsers
// may do with it.
import { type Browser, chromium, type Page } from '@playwright/test'
import { afterAll, beforeAll, expect } from 'vitest'
import { root } from '../../bin/node-runtime.mjs'
import { findCommand, testPackages } from '../../bin/system-packages.mjs'
import { eachCase } from '../each-case.ts'
import { admin, asStranger, holdEvilServer, pages, server, toldSecrets } from './evil-server.ts'

let browser: Browser
holdEvilServer()
beforeAll(async () => {
  const executablePath = findCommand(testPackages.find(({ name }) => name === 'chromium')?.commands ?? [])
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: ['--disable-gpu', '--disable-background-networking', '--no-first-run', ...asRoot],
  })
})
afterAll(() => browser?.close())

async function openPage(
  name: string,
): Promise<{ page: Page; hits: string[]; headers: Record<string, string>; html: string }> {
  const context = await browser.newContext()
  const [cookieName = '', value = ''] = admin.cookie.split(/=(.*)/s)
  if (!asStranger.has(name)) await context.addCookies([{ name: cookieName, value, url: server.url }])
  const page = await context.newPage()
  const hits: string[] = []
  await page.exposeFunction('hit', () => hits.push('script ran'))
  await page.addInitScript(() =>
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`)
    }),
  )
  page.on('dialog', (dialog) => {
    hits.push(`dialog ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('console', (message) => message.text().startsWith('policy:') && hits.push(message.text()))
  page.on('pageerror', (error) => hits.push(`error ${error.message}`))
  page.on('request', (request) => {
    const url = new URL(request.url())
    if (/^https?:$/.test(url.protocol) && url.origin !== server.url) hits.push(`request to ${url.origin}`)
  })
  const answer = await page.goto(`${server.url}${pages[name]!()}`, { waitUntil: 'load' })
  await page.waitForFunction(() => document.readyState === 'complete')
  return { page, hits, headers: answer!.headers(), html: await answer!.text() }
}

function expectPolicy(headers: Record<string, string>): void {
  const policy = headers['content-security-policy'] ?? ''
  const scripts = /script-src ([^;]*)/.exec(policy)?.[1] ?? ''
  expect(scripts).toMatch(/'nonce-[\w+/=]{20,}'/)
  expect(scripts).not.toMatch(/unsafe|\*|https?:/)
  for (const rule of [
    "frame-ancestors 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "connect-src 'self'",
  ])
    expect(policy).toContain(rule)
  expect(headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': expect.stringMatching(/same-origin|no-referrer/),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': expect.stringContaining('camera=()'),
  })
  for (const name of ['x-powered-by', 'server', 'strict-transport-security'])
    expect(headers[name]).toBeUndefined()
}

const shown = Object.keys(pages).map((name) => ({
  name: `script in every text: ${name}`,
  async act() {
    const { page, hits, headers, html } = await openPage(name)
    expectPolicy(headers)
    const nonce = /'nonce-([^']+)'/.exec(headers['content-security-policy'] ?? '')?.[1]
    for (const [, attributes = ''] of html.matchAll(/<script\b([^>]*)>/g))
      expect(attributes.includes(`nonce="${nonce}"`) || /\bsrc="\/[^/]/.test(attributes), attributes).toBe(
        true,
      )
    // Everything that could be pressed to fold open is pressed once.
    for (const fold of await page.locator('main [aria-expanded="false"]:visible').all())
      await fold.click({ timeout: 2000 }).catch(() => {})
    const links = await page
      .locator('[href], [src], [action], [formaction]')
      .evaluateAll((all) =>
        all.flatMap((one) =>
          ['href', 'src', 'action', 'formaction'].map((name) => one.getAttribute(name) ?? ''),
        ),
      )
    expect(links.filter((link) => /^\s*(javascript|vbscript|data:text)/i.test(link))).toEqual([])
    const handlers = await page
      .locator('*')
      .evaluateAll((all) =>
        all.flatMap((one) => one.getAttributeNames().filter((attribute) => attribute.startsWith('on'))),
      )
    expect(handlers).toEqual([])
    expect(hits).toEqual([])
    expect(toldSecrets(html)).toEqual([])
    expect(html).not.toContain(root)
    await page.context().close()
  },
}))

eachCase('pages', shown, { sample: 4, timeout: 120_000 }, ({ act }) => act())
