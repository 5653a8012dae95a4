// A session's page as a person uses it: by the names that are on the screen.
import { expect, type Locator, type Page } from '@playwright/test'

/** The slowest step of the sample on a busy machine. */
const patient = { timeout: 90_000 }

export type SessionPage = Awaited<ReturnType<typeof openSessionPage>>

export async function openSessionPage(page: Page, sessionId: string) {
  await page.goto(`/sessions/${sessionId}`)
  return readSessionPage(page)
}

/** For a page that is open already. */
export function readSessionPage(page: Page) {
  const sessionId = /\/sessions\/([^/?#]+)/.exec(page.url())?.[1]
  if (!sessionId) throw new Error(`not a session: ${page.url()}`)
  const button = (name: string | RegExp): Locator => page.getByRole('button', { name, exact: true })
  const waits = page.getByRole('region', { name: 'Waits for a decision' })
  const hunks = page.getByRole('region', { name: / (lines [\d–]+|whole file)$/ })
  const signature = page.getByRole('dialog', { name: 'You sign this, and only this' })
  const story = page.getByRole('region', { name: 'Story' })

  async function toWait(title: string | RegExp) {
    await expect(waits.getByRole('heading', { name: title })).toBeVisible(patient)
  }
  const session = {
    page,
    sessionId,
    waits,
    story,
    hunks,
    signature,
    button,
    /** The line in the header that says what happens or whom it waits for. */
    status: page.locator('main > header').getByRole('status'),
    toWait,
    planWaits: () => toWait('The plan waits for approval'),
    reviewWaits: () => toWait(/^Review waits/),
    async approvePlan() {
      await session.planWaits()
      await button('Approve plan').click()
    },
    /** Opens the review unless its lines are on the screen already. */
    async openReview() {
      await session.reviewWaits()
      if (await button('Open review').isVisible()) await button('Open review').click()
      await expect(hunks.first()).toBeVisible()
    },
    async acceptAll() {
      await session.openReview()
      await button('Accept the rest').click()
      await button('Ask to sign').click()
    },
    async openSignature() {
      await toWait('The signature waits')
      await button('Open and sign').click()
      await expect(signature).toBeVisible()
    },
    async sign() {
      await session.openSignature()
      await signature.getByRole('button', { name: 'Sign and merge' }).click()
      await session.closeSigned()
    },
    /** The screen stays to tell how it ended. */
    async closeSigned() {
      await expect(signature.getByText(/^Merged as [0-9a-f]{7}$/)).toBeVisible(patient)
      await signature.getByRole('button', { name: 'Close' }).click()
    },
    merged: () => expect(session.status).toContainText('Merged', patient),
  }
  return session
}
