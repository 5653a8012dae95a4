// Every page in both themes, by axe: nothing serious or critical. What axe cannot see, the journeys use by name.
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from './support/test.ts'

// Axe reads every page twice: only a test that hangs should fail by time.
test.describe.configure({ timeout: 400_000 })

async function expectAccessible(page: Page, name: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    // Monaco's own markup is its makers' matter.
    const axe = new AxeBuilder({ page }).exclude('.monaco-editor')
    // The theme changes colours and nothing else.
    if (theme === 'dark') axe.withRules(['color-contrast'])
    const { violations } = await axe.analyze()
    const grave = violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(
        ({ id, nodes }) =>
          `${id}: ${nodes.map((node) => `${node.target.join(' ')} ${node.html.slice(0, 200)}`).join(' | ')}`,
      )
    expect.soft(grave, `${name}, ${theme}`).toEqual([])
  }
}

test('pages outside of a session', async ({ page, api, browser, installation }) => {
  const sample = await api.sample()
  const paths = {
    waiting: '/',
    sessions: '/sessions',
    projects: '/projects',
    'new project': '/projects/new',
    project: `/projects/${sample.slug}`,
    'project settings': `/projects/${sample.slug}/settings`,
    'project people': `/projects/${sample.slug}/people`,
    describe: `/projects/${sample.slug}/new`,
    people: '/people',
    settings: '/settings',
    'not found': '/nowhere',
  }
  for (const [name, path] of Object.entries(paths)) {
    await page.goto(path)
    await expect(page.getByRole('main')).toBeVisible()
    await expectAccessible(page, name)
  }
  await page.keyboard.press('?')
  await expectAccessible(page, 'keys')
  await page.keyboard.press('Escape')
  await page.keyboard.press('ControlOrMeta+k')
  await expectAccessible(page, 'palette')

  const visitor = await browser.newContext({
    baseURL: installation.address,
    storageState: { cookies: [], origins: [] },
  })
  const outside = await visitor.newPage()
  await outside.goto('/sign-in')
  await expectAccessible(outside, 'sign in')
  await outside.goto('/join?token=unknown')
  await expectAccessible(outside, 'join')
  await visitor.close()
})

test('a session in each of its states', async ({ page, start }) => {
  await page.addInitScript(() => {
    const watched = globalThis as { titleMissed?: boolean }
    const look = () => {
      if (document.readyState === 'complete' && document.title === '') watched.titleMissed = true
    }
    new MutationObserver(look).observe(document, { childList: true, characterData: true, subtree: true })
  })
  const session = await start('needs-more')
  await session.planWaits()
  await expectAccessible(page, 'plan waits')
  await page.keyboard.press('e')
  await expect(page.getByRole('form', { name: 'Edit the plan' })).toBeVisible()
  await expectAccessible(page, 'plan edited')
  await page.getByRole('button', { name: 'Discard the edit' }).click()
  await session.approvePlan()

  await session.toWait('Asks to run a command outside the sandbox')
  await expectAccessible(page, 'command waits')
  await page.goto('/')
  await expectAccessible(page, 'things wait')
  await page.goBack()
  await session.button('Approve once').click()

  await session.openReview()
  await session.hunks.first().getByRole('button', { name: 'Reject hunk' }).click()
  await expectAccessible(page, 'review')
  await session.button('Send back').click()
  await expectAccessible(page, 'sending back')
  await page.getByRole('button', { name: 'Keep reviewing' }).click()
  await page.getByRole('button', { name: 'Open in editor' }).first().click()
  await expect(page.locator('.monaco-diff-editor .view-line').first()).toBeVisible({ timeout: 30_000 })
  await expectAccessible(page, 'editor')
  // With reduced motion too, which once left everything in one colour.
  const inks = page.locator('.monaco-diff-editor .view-line span span')
  const colors = () => inks.evaluateAll((all) => new Set(all.map((one) => getComputedStyle(one).color)).size)
  await expect.poll(colors).toBeGreaterThan(2)
  await page.keyboard.press('Escape')
  await page.setViewportSize({ width: 390, height: 844 })
  await expectAccessible(page, 'review on a phone')
  await page.setViewportSize({ width: 1440, height: 900 })
  await session.hunks.first().getByRole('button', { name: 'Undo' }).click()

  await session.acceptAll()
  await session.openSignature()
  await expectAccessible(page, 'signature')
  await session.signature.getByRole('button', { name: 'Sign and merge' }).click()
  await session.closeSigned()
  await session.merged()
  for (const tab of ['Plan', 'Checks', 'Terminal']) {
    await page.getByRole('navigation', { name: 'Work' }).getByRole('link', { name: tab }).click()
    await expectAccessible(page, tab)
  }
  // Refreshed many times by now; who listens to a page hears its title whenever it is exchanged.
  expect(await page.evaluate(() => (globalThis as { titleMissed?: boolean }).titleMissed ?? false)).toBe(
    false,
  )
})
