// A clone without packages on a machine with Node, npm and git: `npm start` leads to a page, and there from sign-up to a
// merge; as root and as an ordinary user, with bubblewrap and without.
import { type Browser, expect, type Page, test } from '@playwright/test'
import { sampleFailingTest } from '../lib/sample/sample-project.ts'
import { createFirstAccount, describeSuggested, openSample, signIn } from './support/first-steps.ts'
import { isRoot, makeFreshClone } from './support/fresh-clone.ts'
import type { Installation } from './support/installation.ts'
import { readMain, testClone } from './support/merged-branch.ts'
import { readSessionPage, type SessionPage } from './support/session-page.ts'

test.describe.configure({ timeout: 900_000 })
const account = { name: 'Ada Lovelace', email: 'ada@example.org', password: 'correct horse battery' }

test('root, with bubblewrap and then without', async ({ browser }) => {
  test.skip(!isRoot, 'only root can try what root sees')
  await liveThrough(browser, 'root', [true, false])
})

test('an ordinary user, without bubblewrap and then with it', async ({ browser }) => {
  // Only root can play a machine without it.
  await liveThrough(browser, 'ordinary', isRoot ? [false, true] : [true])
})

/** The same clone and data, started once for each kind of machine. */
async function liveThrough(browser: Browser, user: 'root' | 'ordinary', machines: boolean[]): Promise<void> {
  const clone = makeFreshClone(user)
  try {
    for (const [index, bubblewrap] of machines.entries()) {
      await test.step(bubblewrap ? 'with bubblewrap' : 'without bubblewrap', async () => {
        const installation = await clone.start({ bubblewrap })
        const context = await browser.newContext({ baseURL: installation.address })
        try {
          const page = await context.newPage()
          if (index === 0) await createFirstAccount(page, account)
          else await signIn(page, account)
          await work(page, installation, bubblewrap)
        } finally {
          await context.close()
          await installation.stop()
        }
        for (const part of ['server', 'runner', 'database'] as const) {
          expect(installation.pidOf(part), `${part} is left`).toBeNull()
        }
      })
    }
  } finally {
    clone.remove()
  }
}

async function work(page: Page, installation: Installation, bubblewrap: boolean): Promise<void> {
  await page.getByRole('link', { name: 'Settings' }).click()
  const level = bubblewrap ? /^Full: own namespaces/ : 'None: commands, setup and checks wait for a click'
  await expect(page.getByText(level)).toBeVisible()
  if (!bubblewrap) {
    await expect(page.getByText(/can read and change what this user can/)).toBeVisible()
    await expect(page.getByText('Isolation can be installed')).toBeVisible()
  }

  const projectId = await openSample(page)
  const base = readMain(installation.bareRepository(projectId))
  // The second time the price is right already; insurance is still missing.
  const first = base.parents.length < 2
  await describeSuggested(page, first ? /^Fix the price of a 1.1 kg parcel/ : /^Add insurance/)
  const session = readSessionPage(page)
  const clicks = await approveUntilReview(session)
  expect(clicks.checks).toBe(bubblewrap ? 0 : 1)
  if (bubblewrap) expect(clicks.commands).toBe(0)
  else expect(clicks.commands).toBeGreaterThan(1)

  await session.acceptAll()
  await session.openSignature()
  const tree = await session.signature
    .getByTitle(/^[0-9a-f]{40}$/)
    .first()
    .getAttribute('title')
  await session.signature.getByRole('button', { name: 'Sign and merge' }).click()
  await session.closeSigned()

  const merged = readMain(installation.bareRepository(projectId))
  expect(merged.tree).toBe(tree)
  expect(merged.parents[0]).toBe(base.commit)
  const tests = testClone(installation.bareRepository(projectId))
  expect(tests.failed).toEqual([])
  expect(tests.passed).toContain(sampleFailingTest)
}

/** Approves whatever waits; answers how often it was asked for commands and for checks. */
async function approveUntilReview({
  waits,
  button,
}: SessionPage): Promise<{ commands: number; checks: number }> {
  const answers = {
    plan: button('Approve plan'),
    commands: button('Approve once'),
    checks: button('Approve the checks'),
  }
  const clicks = { plan: 0, commands: 0, checks: 0 }
  const review = waits.getByRole('heading', { name: /^Review waits/ })
  const anything = review.or(answers.plan).or(answers.commands).or(answers.checks)
  for (;;) {
    await expect(anything).toBeVisible({ timeout: 120_000 })
    if (await review.isVisible()) return clicks
    for (const [kind, answer] of Object.entries(answers) as [keyof typeof answers, typeof answers.plan][]) {
      if (!(await answer.isVisible())) continue
      const asked = await waits.innerText()
      await answer.click()
      clicks[kind] += 1
      await expect.poll(async () => (await waits.isVisible()) && (await waits.innerText())).not.toBe(asked)
    }
  }
}
