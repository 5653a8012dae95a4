// While the agent works: what it asks for, what it is told, and a provider that does not do its part.
import { expect, test } from '../support/test.ts'

const asks = 'Asks to run a command outside the sandbox'

test('a command beyond the sandbox waits, and runs when it is approved', async ({
  start,
  api,
  page,
  installation,
}) => {
  const session = await start('needs-more', { direct: true })
  await session.toWait(asks)
  await expect(session.waits).toContainText('with all that the server’s user may do')
  await expect(session.waits).toContainText('There is an .npmrc.')
  await expect(page).toHaveTitle(/^Decide on a command/)

  await page.goto(installation.address)
  await expect(page.getByRole('listitem').filter({ hasText: '.npmrc' }).first()).toBeVisible()
  await page.goto(`/sessions/${session.sessionId}`)
  await session.button('Approve once').click()
  await session.reviewWaits()
  const [call] = await api
    .eventsOf(session.sessionId, 'tool.started')
    .then((all) => all.filter((event) => event.data.approvalId !== null))
  const finished = await api.eventsOf(session.sessionId, 'tool.finished')
  expect(finished.find((event) => event.data.callId === call?.data.callId)?.data.outcome).toBe('ok')
})

test('a command beyond the sandbox is denied with a reason, and the work goes on without it', async ({
  start,
  api,
}) => {
  const session = await start('needs-more', { direct: true })
  await session.toWait(asks)
  await session.button('Add a reason').click()
  await session.waits.getByRole('textbox', { name: 'Reason' }).fill('Not my home folder.')
  await session.button('Deny').click()
  await expect(session.story.getByText('Not my home folder.')).toBeVisible()
  await session.reviewWaits()
  const outcomes = (await api.eventsOf(session.sessionId, 'tool.finished')).map((event) => event.data.outcome)
  expect(outcomes.filter((outcome) => outcome === 'denied')).toHaveLength(1)
})

test('a busy, broken provider is shown with its retries, and the job goes on', async ({ start, api }) => {
  const session = await start('provider-error', { direct: true })
  await expect(session.story.getByText(/limiting requests \(429\).* Attempt 2 in/)).toBeVisible({
    timeout: 60_000,
  })
  await session.reviewWaits()
  const failures = await api.eventsOf(session.sessionId, 'model.failed')
  expect(failures.length).toBeGreaterThanOrEqual(3)
  expect(failures.every((event) => event.data.retryInMs !== null)).toBe(true)
})

test('a message reaches the agent at work, and a half-typed one survives a reload', async ({
  start,
  page,
  api,
}) => {
  const session = await start('bug-fix', { direct: true })
  const field = page.getByRole('textbox', { name: 'Message' })
  await field.fill('Mind the oversized par')
  await page.reload()
  await expect(field).toHaveValue('Mind the oversized par')
  await expect(session.status).toContainText('Works', { timeout: 60_000 })
  await field.press('End')
  await field.pressSequentially('cels.')
  await field.press('ControlOrMeta+Enter')
  await expect(field).toHaveValue('')
  await expect(session.story.getByText('Mind the oversized parcels.')).toBeVisible()
  await session.reviewWaits()
  await expect(session.story.getByText('delivered after the current command')).toBeHidden()
  const [message] = await api.eventsOf(session.sessionId, 'message.posted')
  const requests = await api.eventsOf(session.sessionId, 'model.requested')
  expect(requests.at(-1)!.seq).toBeGreaterThan(message!.seq)
})
