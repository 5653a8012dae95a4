// Several people: an invitation by link, a viewer who reads and cannot decide, and two tabs that see the same.
import { openApi } from '../support/api.ts'
import { openSessionPage } from '../support/session-page.ts'
import { expect, test, watchErrors } from '../support/test.ts'

test('an invited viewer reads the session and cannot decide', async ({
  page,
  browser,
  start,
  api,
  installation,
  sample,
}) => {
  await page.goto('/people')
  await page.getByLabel('E-mail').fill('vera@example.org')
  await page.getByLabel('Role').selectOption('viewer')
  await page.getByRole('checkbox', { name: sample.name }).check()
  await page.getByRole('button', { name: 'Make an invitation link' }).click()
  const link = await page.getByText(/\/join\?token=/).innerText()
  const session = await start('bug-fix')
  await session.planWaits()

  const context = await browser.newContext({ baseURL: installation.address, storageState: undefined })
  const errors: string[] = []
  watchErrors(context, errors)
  const other = await context.newPage()
  await other.goto(link.trim())
  await other.getByLabel('Name').fill('Vera Viewer')
  await other.getByLabel('Password').fill('correct horse battery')
  await other.getByRole('button', { name: 'Create the account' }).click()
  await expect(other.getByRole('heading', { name: 'Waiting for you' })).toBeVisible()
  const theirs = await openSessionPage(other, session.sessionId)
  await theirs.planWaits()
  await expect(theirs.waits).toContainText('An engineer, a lead or an admin decides this.')
  await expect(theirs.waits.getByRole('button')).toHaveCount(0)
  await expect(other.getByRole('textbox', { name: 'Message' })).toHaveCount(0)
  await other.keyboard.press('a')

  // Nor by asking the server directly.
  const [asked] = await api.eventsOf(session.sessionId, 'approval.requested')
  const refused = await context.request.post(`${installation.address}/api/commands`, {
    headers: { origin: installation.address },
    data: {
      type: 'approval.decide',
      commandId: crypto.randomUUID(),
      sessionId: session.sessionId,
      data: { approvalId: asked?.data.approvalId, digest: asked?.data.digest, decision: 'approve' },
    },
  })
  expect(refused.status()).toBe(403)
  expect(
    await openApi(context.request, installation.address).eventsOf(session.sessionId, 'approval.decided'),
  ).toEqual([])

  // What one decides the other sees, without loading anything.
  await session.button('Approve plan').click()
  await expect(theirs.story.getByText('Approved by Ada Lovelace')).toBeVisible()
  expect(errors).toEqual([])
  await context.close()
})
