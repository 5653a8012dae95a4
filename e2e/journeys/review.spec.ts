// Reviews: hunks rejected with a reason, lines commented on, sent back; part of a change signed; a test that was loosened.
import { sampleFailingTest } from '../../lib/sample/sample-project.ts'
import { readMain } from '../support/merged-branch.ts'
import { expect, test } from '../support/test.ts'

test('a hunk is rejected, a line commented on, the review sent back, and the rest merges', async ({
  start,
  page,
  api,
  installation,
  sample,
}) => {
  const session = await start('missing-feature', { direct: true })
  const { hunks, button, story } = session
  await session.openReview()
  const changelog = hunks.and(page.getByRole('region', { name: /^CHANGELOG\.md/ })).first()
  await page
    .getByRole('navigation', { name: 'Changed files' })
    .getByRole('button', { name: /CHANGELOG/ })
    .click()
  await changelog.getByRole('button', { name: 'Reject hunk' }).click()
  await changelog.getByLabel('Reason for rejecting this hunk').fill('The changelog is written at release.')
  await page
    .getByRole('navigation', { name: 'Changed files' })
    .getByRole('button', { name: /quote\.js/ })
    .click()
  await page.keyboard.press('c')
  await page.getByPlaceholder('What should change here, and why').fill('Say why it comes after the discount.')

  // What was decided and typed is still there.
  await page.reload()
  await session.openReview()
  await expect(page.getByText('1 decision and 1 comment not sent yet')).toBeVisible()

  await button('Send back').click()
  const dialog = page.getByRole('dialog', { name: 'Send back to the agent' })
  await expect(dialog).toContainText('1 rejected hunk and 1 comment')
  await dialog.getByRole('textbox').fill('Nearly there.')
  await dialog.getByRole('button', { name: 'Send back' }).click()
  await expect(story.getByText(/sent it back: 1 rejected, 1 comment/)).toBeVisible()
  await expect(story.getByText('Say why it comes after the discount.')).toBeVisible()

  await session.openReview()
  await page
    .getByRole('navigation', { name: 'Changed files' })
    .getByRole('button', { name: /CHANGELOG/ })
    .click()
  await expect(changelog.getByText(/^rejected/)).toBeVisible()
  await button('Accept the rest').click()
  await button('Ask to sign').click()
  await session.openSignature()
  await expect(session.signature).toContainText(/1 rejected/)
  await session.signature.getByRole('button', { name: 'Sign and merge' }).click()
  await session.closeSigned()
  const [merge] = await api.eventsOf(session.sessionId, 'merge.finished')
  const main = readMain(installation.bareRepository(sample.id))
  expect(main).toMatchObject({ commit: merge?.data.commit, tree: merge?.data.tree })
})

test('an agent that loosens a test is told on, in the review and where one signs', async ({
  start,
  page,
}) => {
  const session = await start('weakened-test', { direct: true })
  await session.openReview()
  const files = page.getByRole('navigation', { name: 'Changed files' })
  await expect(files.getByRole('button', { name: /reported\.test\.js/ })).toContainText('1 assertion removed')
  await session.acceptAll()
  await session.openSignature()
  await expect(session.signature).toContainText('1 assertion removed in test/reported.test.js')
  await expect(session.signature).toContainText('the base’s tests fail on the new code')
  await expect(session.signature).toContainText(sampleFailingTest)
  await session.signature.getByRole('button', { name: 'Decline' }).click()
  await session.signature.getByLabel('Why not (optional)').fill('The test was right.')
  await session.signature.getByRole('button', { name: 'Decline to sign' }).click()
  await session.reviewWaits()
  await expect(session.story.getByText('The test was right.')).toBeVisible()
})
