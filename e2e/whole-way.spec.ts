// One person, from an installation that nobody has used yet to a merge commit, and back to it by search.
// What the pages say at the end is held against git.
import { readFile } from 'node:fs/promises'
import { expect, test } from '@playwright/test'
import { sampleFailingTest } from '../lib/sample/sample-project.ts'
import { createFirstAccount, describeSuggested, openSample } from './support/first-steps.ts'
import { type Installation, startInstallation } from './support/installation.ts'
import { readMain, testClone } from './support/merged-branch.ts'
import { readSessionPage } from './support/session-page.ts'
import { admin, watchErrors } from './support/test.ts'

let installation: Installation
test.beforeAll(async () => {
  test.setTimeout(300_000)
  installation = await startInstallation()
})
test.afterAll(() => installation?.stop())

test('from the first account to a merge, and back to it', async ({ browser }) => {
  test.setTimeout(300_000)
  const context = await browser.newContext({ baseURL: installation.address })
  const errors: string[] = []
  watchErrors(context, errors)
  const page = await context.newPage()

  await test.step('the first account', () => createFirstAccount(page, admin))
  const projectId = await test.step('the sample project', () => openSample(page))
  await test.step('describing a state', () => describeSuggested(page, /^Fix the price of a 1.1 kg parcel/))
  const session = readSessionPage(page)
  const { story, button } = session

  await test.step('the base is checked, and what fails already must pass afterwards', async () => {
    await expect(story.getByText('Checks on the base')).toBeVisible({ timeout: 60_000 })
    const failing = story.getByRole('list', { name: 'Failing on the base' }).getByText(sampleFailingTest)
    await expect(failing).toBeVisible({ timeout: 60_000 })
    const marks = story.getByRole('group', { name: `After the work, ${sampleFailingTest}` })
    await expect(marks.getByRole('button', { pressed: true })).toHaveText(/must pass/)
  })

  await test.step('the plan waits, in the title too', async () => {
    await session.planWaits()
    await expect(page).toHaveTitle(/^Approve the plan/)
    const plan = page.getByRole('article', { name: 'Plan' })
    await expect(plan.getByRole('heading', { level: 3 })).toHaveCount(3)
    await expect(plan.getByText('src/tariff.js').first()).toBeVisible()
    await page.keyboard.press('a')
  })

  await test.step('the agent works: words stream, commands run', async () => {
    await expect(page.locator('[aria-busy=true]').filter({ hasText: /\w+ \w+/ })).toBeVisible({
      timeout: 60_000,
    })
    await expect(story.getByText('node --test test/reported.test.js').first()).toBeVisible({
      timeout: 60_000,
    })
    await page
      .getByRole('navigation', { name: 'Work' })
      .getByRole('link', { name: /Terminal/ })
      .click()
    await expect(page.getByRole('region', { name: 'Terminal' })).toContainText('reported.test.js')
  })

  await test.step('the first round fails the checks, the second corrects it', async () => {
    await expect(story.getByText(/\d+ of \d+ failed/)).toBeVisible({ timeout: 90_000 })
    await expect(story.getByText('→ round 2')).toBeVisible({ timeout: 90_000 })
    await session.reviewWaits()
    await expect(story.getByRole('link', { name: 'see what changed' })).toBeVisible()
  })

  await test.step('one file in the editor, every hunk accepted by a key', async () => {
    await session.openReview()
    await page.getByRole('button', { name: 'Open in editor' }).first().click()
    const editor = page.getByRole('region', { name: / in the editor$/ })
    await expect(editor.locator('.monaco-diff-editor .view-line').first()).toBeVisible({ timeout: 30_000 })
    await page.keyboard.press('Escape')
    await expect(editor).toBeHidden()

    await expect(button('Ask to sign')).toBeDisabled()
    const undecided = page.getByText(/^\d+ hunks? undecided$/)
    for (let left = Number.parseInt(await undecided.innerText(), 10); left > 0; left--) {
      await expect(undecided).toHaveText(left === 1 ? '1 hunk undecided' : `${left} hunks undecided`)
      await page.keyboard.press('a')
    }
    await page.keyboard.press('ControlOrMeta+Enter')
  })

  const signed = await test.step('signing exactly one tree, with a message of one’s own', async () => {
    await session.openSignature()
    const { signature } = session
    await expect(signature.getByText(/passed/).first()).toBeVisible()
    const tree = await signature
      .getByTitle(/^[0-9a-f]{40}$/)
      .first()
      .getAttribute('title')
    await signature.getByLabel('Commit message').fill('Charge one step for 1.1 kg\n\nReported by a customer.')
    await page.keyboard.press('ControlOrMeta+Enter')
    await session.closeSigned()
    await session.merged()
    return tree
  })

  await test.step('git holds what was signed, and it is good', async () => {
    const repository = installation.bareRepository(projectId)
    const merged = readMain(repository)
    expect(merged.tree).toBe(signed)
    expect(merged.parents).toHaveLength(2)
    expect(merged.message).toBe('Charge one step for 1.1 kg\n\nReported by a customer.')
    expect(Object.fromEntries(merged.trailers.map(({ name, value }) => [name, value]))).toMatchObject({
      'Countersign-Session': expect.stringContaining(session.sessionId),
      'Countersign-Engine': 'builtin',
      'Countersign-Model': expect.stringContaining('scripted/bug-fix'),
      'Reviewed-by': `${admin.name} <${admin.email}>`,
    })
    await expect(story.getByText(merged.commit.slice(0, 7)).first()).toBeVisible()
    const tests = testClone(repository)
    expect(tests.failed).toEqual([])
    expect(tests.passed).toContain(sampleFailingTest)
  })

  await test.step('found again by a word of it, read, and taken away', async () => {
    await page.goto('/sessions')
    await page.getByRole('searchbox').fill('1.1 kg')
    await expect(page).toHaveURL(/q=1\.1/)
    await page.getByRole('row').getByRole('link').first().click()
    await session.merged()
    await page.getByRole('button', { name: 'More about this session' }).click()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'Download the log' }).click(),
    ])
    const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\n')
    const events = lines.map((line) => JSON.parse(line) as { seq: number; type: string })
    expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1))
    expect(events.filter((event) => event.type === 'merge.finished')).toHaveLength(1)
  })
  expect(errors).toEqual([])
  await context.close()
})
