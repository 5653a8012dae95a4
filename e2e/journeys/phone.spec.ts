// On a phone, by touch: the plan is approved, hunks are accepted where they are read, and the change is signed.
import { devices } from '@playwright/test'
import { expect, test } from '../support/test.ts'

const { viewport, ...phone } = devices['iPhone 13']
test.use({ ...phone, defaultBrowserType: undefined, viewport: { ...viewport, width: 390 } })

test('from plan to signature on a phone', async ({ start, page }) => {
  const session = await start('plan-sent-back')
  const { button, hunks } = session
  await session.planWaits()
  await noSidewaysScroll()
  const approve = button('Approve plan')
  expect((await approve.boundingBox())!.height).toBeGreaterThanOrEqual(44)
  await approve.tap()

  await session.toWait(/^Review waits/)
  await button('Open review').tap()
  const sheet = page.getByRole('dialog', { name: 'Work' })
  await expect(hunks.first()).toBeVisible()
  await noSidewaysScroll()
  const accept = hunks.first().getByRole('button', { name: 'Accept hunk' })
  expect((await accept.boundingBox())!.height).toBeGreaterThanOrEqual(44)
  await accept.tap()
  await expect(hunks.first().getByText('accepted', { exact: true })).toBeVisible()
  await sheet.getByRole('button', { name: 'Accept the rest' }).tap()
  await sheet.getByRole('button', { name: 'Ask to sign' }).tap()
  await sheet.getByRole('button', { name: 'Back to the story' }).tap()

  await session.toWait('The signature waits')
  await button('Open and sign').tap()
  await noSidewaysScroll()
  await session.signature.getByRole('button', { name: 'Sign and merge' }).tap()
  await session.closeSigned()
  await session.merged()

  async function noSidewaysScroll() {
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  }
})
