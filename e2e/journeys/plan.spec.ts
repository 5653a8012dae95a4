// Plans: edited before they are approved, sent back with a comment, and half-typed words that survive a reload.
import { expect, test } from '../support/test.ts'

test('a plan is edited, kept over a reload, and approved as edited', async ({ start, api }) => {
  const session = await start('bug-fix')
  const { page, button } = session
  await session.planWaits()
  await page.keyboard.press('e')
  const editor = page.getByRole('form', { name: 'Edit the plan' })
  await editor.getByRole('textbox', { name: 'Step 1' }).fill('Count steps in whole grams')
  await editor.getByRole('button', { name: 'Remove step 3' }).click()
  await expect(button('Approve as edited')).toBeVisible()

  await page.reload()
  await expect(editor.getByRole('textbox', { name: 'Step 1' })).toHaveValue('Count steps in whole grams')
  await button('Approve as edited').click()
  await expect(session.story.getByText(', as edited')).toBeVisible()

  const plans = await api.eventsOf(session.sessionId, 'plan.proposed')
  expect(plans.at(-1)?.data).toMatchObject({ revision: 2, editedBy: expect.any(String) })
  expect(plans.at(-1)?.data.steps.map((step) => step.title)).toEqual([
    'Count steps in whole grams',
    plans[0]?.data.steps[1]?.title,
  ])
  // The agent starts from what was approved.
  await expect(session.status).toContainText(/step 1 of 2|Works/, { timeout: 60_000 })
})

test('a plan is sent back with a comment, and a better one comes', async ({ start }) => {
  const session = await start('plan-sent-back')
  const { page, waits, button, story } = session
  await session.planWaits()
  const plan = page.getByRole('article', { name: 'Plan' })
  await expect(plan.getByRole('heading', { level: 3 })).toHaveCount(1)

  await button('Send back').click()
  await waits
    .getByRole('textbox', { name: 'What should change' })
    .fill('Add tests, and a line for the changelog.')
  await button('Send back').click()
  await expect(story.getByText('Add tests, and a line for the changelog.').first()).toBeVisible()
  await expect(plan.getByRole('heading', { level: 3 })).toHaveCount(3, { timeout: 60_000 })
  await session.planWaits()
  await expect(page.getByRole('navigation', { name: 'Revisions' }).getByRole('link')).toHaveCount(2)
  await button('Approve plan').click()
  await expect(story.getByText('Approved by you')).toBeVisible()
  await expect(story.getByText(', as edited')).toHaveCount(0)
})

test('a plan is rejected, and the session ends with nothing changed', async ({ start, api }) => {
  const session = await start('bug-fix')
  await session.planWaits()
  await session.button('Reject').click()
  await session.page.getByRole('dialog').getByRole('button', { name: 'Reject the plan' }).click()
  await expect(session.status).toContainText('Plan rejected')
  await expect(session.waits).toBeHidden()
  expect(await api.eventsOf(session.sessionId, 'snapshot.taken')).toEqual([])
})
