// A clone without packages on a machine with Node, npm and git: `npm start` leads to a page, and there from sign-up to a
// merge; as root and as an ordinary user, with bubblewrap and without.
import { expect, type Page, test } from '@playwright/test'
import { chooseCases, readChoice } from '../deep/choose-cases.ts'
import { sampleFailingTest } from '../lib/sample/sample-project.ts'
import { createFirstAccount, describeSuggested, openSample } from './support/first-steps.ts'
import { isRoot, makeFreshClone } from './support/fresh-clone.ts'
import type { Installation } from './support/installation.ts'
import { readMain, testClone } from './support/merged-branch.ts'
import { readSessionPage, type SessionPage } from './support/session-page.ts'

test.describe.configure({ timeout: 900_000 })
const account = { name: 'Ada Lovelace', email: 'ada@example.org', password: 'correct horse battery' }

const machines = [
  { name: 'root, with bubblewrap', user: 'root', bubblewrap: true },
  { name: 'root, without bubblewrap', user: 'root', bubblewrap: false },
  { name: 'an ordinary user, without bubblewrap', user: 'ordinary', bubblewrap: false },
  { name: 'an ordinary user, with bubblewrap', user: 'ordinary', bubblewrap: true },
] as const

/** `npm test` tries each user once, with or without bubblewrap as the commit decides; the exhaustive suites all four. */
const chosen = new Set(
  ['root', 'ordinary'].flatMap((user) => {
    const names = machines.filter((machine) => machine.user === user).map(({ name }) => name)
    return [...chooseCases(`bare machine of ${user}`, names, readChoice(process.env.COUNTERSIGN_DEEP), 1)]
  }),
)

for (const { name, user, bubblewrap } of machines) {
  if (!chosen.has(name)) continue
  test(name, async ({ browser }) => {
    test.skip(!isRoot && (user === 'root' || !bubblewrap), 'only root can play this machine')
    const clone = makeFreshClone(user)
    try {
      const installation = await clone.start({ bubblewrap })
      const context = await browser.newContext({ baseURL: installation.address })
      try {
        const page = await context.newPage()
        await createFirstAccount(page, account)
        await work(page, installation, bubblewrap)
      } finally {
        await context.close()
        await installation.stop()
      }
      for (const part of ['server', 'runner', 'database'] as const) {
        expect(installation.pidOf(part), `${part} is left`).toBeNull()
      }
    } finally {
      clone.remove()
    }
  })
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
  await describeSuggested(page, /^Fix the price of a 1.1 kg parcel/)
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
