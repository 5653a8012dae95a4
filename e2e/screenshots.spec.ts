// `npm run screenshots`: every page with real content, on a desk and on a phone, light and dark, into docs/screenshots.
// Nothing is compared: people look at them.
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { root } from '../bin/node-runtime.mjs'
import { sampleProject } from '../lib/sample/sample-project.ts'
import { openSessionPage, type SessionPage } from './support/session-page.ts'
import { expect, test } from './support/test.ts'

const sizes = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } } as const
type Size = keyof typeof sizes
const suggested = (scenario: string) =>
  sampleProject.suggestedStates.find((state) => state.scenario === scenario)!

test.describe.configure({ mode: 'serial', timeout: 600_000 })

/** One picture in each size and theme. `prepare` brings the page into its state after each change of size. */
async function shoot(page: Page, name: string, prepare?: (size: Size) => Promise<void>): Promise<void> {
  for (const size of ['desktop', 'phone'] as const) {
    await page.setViewportSize(sizes[size])
    await page.mouse.move(0, 0)
    await prepare?.(size)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.evaluate(() => document.fonts.ready)
      await page.screenshot({
        path: join(root, 'docs/screenshots', `${name}-${size}-${colorScheme}.png`),
        animations: 'disabled',
      })
    }
  }
}

test('every page with real content', async ({ page, api, installation, browser }) => {
  const sample = await api.sample()
  const begin = (scenario: string) => {
    const { title, text } = suggested(scenario)
    return api.describe(sample.id, scenario, { title, desiredState: text })
  }
  const open = (sessionId: string) => openSessionPage(page, sessionId)

  // All from the same base, before anything is merged into it.
  const worked = await begin('plan-sent-back')
  const [planned, asking, reviewed, weakened] = [
    await begin('bug-fix'),
    await begin('needs-more'),
    await begin('missing-feature'),
    await begin('weakened-test'),
  ]
  const merged = await open(worked)
  await shootWork(merged)
  await (await open(planned)).planWaits()
  await shoot(page, 'session-plan')
  await page.setViewportSize(sizes.desktop)
  await (await open(reviewed)).approvePlan()
  await (await open(weakened)).approvePlan()
  const command = await open(asking)
  await command.approvePlan()
  await command.toWait('Asks to run a command outside the sandbox')
  await shoot(page, 'session-command')
  await page.setViewportSize(sizes.desktop)

  const review = await open(reviewed)
  await review.openReview()
  await shootReview(review)
  await (await open(weakened)).openReview()
  await shoot(page, 'session-loosened')
  await page.setViewportSize(sizes.desktop)

  await open(worked)
  await merged.acceptAll()
  await merged.openSignature()
  await shoot(page, 'session-signature')
  await page.setViewportSize(sizes.desktop)
  await merged.signature.getByRole('button', { name: 'Sign and merge' }).click()
  await merged.closeSigned()
  await merged.merged()
  await shoot(page, 'session-merged')
  await page.setViewportSize(sizes.desktop)

  for (const [email, role] of [
    ['grace@example.org', 'lead'],
    ['kurt@example.org', 'engineer'],
    ['vera@example.org', 'viewer'],
  ] as const) {
    const projectIds = role === 'lead' ? [] : [sample.id]
    const { link } = await api.ask<{ link: string }>('POST', '/api/invitations', { email, role, projectIds })
    if (role === 'viewer') continue
    const context = await browser.newContext({ storageState: { cookies: [], origins: [] } })
    await context.request.post(`${installation.address}/api/account/join`, {
      headers: { origin: installation.address },
      data: {
        token: new URL(link).searchParams.get('token'),
        name: role === 'lead' ? 'Grace Hopper' : 'Kurt Gödel',
        password: 'correct horse battery',
      },
    })
    await context.close()
  }
  const places = {
    waiting: '/',
    sessions: '/sessions',
    projects: '/projects',
    'projects-new': '/projects/new',
    project: `/projects/${sample.slug}`,
    'project-settings': `/projects/${sample.slug}/settings`,
    people: '/people',
    settings: '/settings',
  }
  for (const [name, path] of Object.entries(places)) {
    await page.goto(path)
    await shoot(page, name)
  }
  await page.goto(`/projects/${sample.slug}/new`)
  await page.getByRole('button', { name: /^Fix the price of a 1.1 kg parcel/ }).click()
  await shoot(page, 'describe')
  await page.setViewportSize(sizes.desktop)
  await page.keyboard.press('Escape')
  await page.goto('/')
  await page.keyboard.press('ControlOrMeta+k')
  await shoot(page, 'palette')

  const visitor = await browser.newContext({
    baseURL: installation.address,
    storageState: { cookies: [], origins: [] },
  })
  const outside = await visitor.newPage()
  await outside.goto('/sign-in')
  await shoot(outside, 'sign-in')
  await visitor.close()
})

/** A session from its plan to its review, with a picture in the middle of the work. */
async function shootWork(session: SessionPage): Promise<void> {
  await session.planWaits()
  await session.button('Send back').click()
  await session.waits
    .getByRole('textbox', { name: 'What should change' })
    .fill('Cover every whole step with tests, and tell users in the changelog.')
  await session.button('Send back').click()
  await expect(
    session.page.getByRole('article', { name: 'Plan' }).getByRole('heading', { level: 3 }),
  ).toHaveCount(3, { timeout: 60_000 })
  await session.approvePlan()
  await expect(session.story.getByText('node --test').last()).toBeVisible({ timeout: 60_000 })
  await shoot(session.page, 'session-implementing')
  await session.page.setViewportSize(sizes.desktop)
}

async function shootReview(session: SessionPage): Promise<void> {
  const { page, hunks } = session
  const files = page.getByRole('navigation', { name: 'Changed files' })
  const changelog = hunks.and(page.getByRole('region', { name: /^CHANGELOG/ })).first()
  await hunks.first().getByRole('button', { name: 'Accept hunk' }).click()
  await files.getByRole('button', { name: /CHANGELOG/ }).click()
  await changelog.getByRole('button', { name: 'Reject hunk' }).click()
  await changelog.getByLabel('Reason for rejecting this hunk').fill('We write the changelog at a release.')
  await shoot(page, 'session-review', async (size) => {
    if (size === 'phone') await session.button('Open review').click()
  })
  await page.setViewportSize(sizes.desktop)
  await files.getByRole('button', { name: /quote\.js/ }).click()
  await page.keyboard.press('o')
  await shoot(page, 'session-editor', async () => {
    const inks = page.locator('.monaco-diff-editor .view-line span span')
    const colors = () =>
      inks.evaluateAll((all) => new Set(all.map((one) => getComputedStyle(one).color)).size)
    await expect.poll(colors, { message: 'its language is loaded' }).toBeGreaterThan(2)
  })
  await page.setViewportSize(sizes.desktop)
  await page.keyboard.press('Escape')
}
