// What breaks while a session is at work: its runner, the server, the database, the browser's connection.
// The page finds back by itself, nothing is missing or doubled, and the session merges exactly once.
import { listTree } from '../lib/sandbox/process-identity.ts'
import { countMerges } from './support/merged-branch.ts'
import { openSessionPage } from './support/session-page.ts'
import { expect, test } from './support/test.ts'
import { watchText } from './support/watch-text.ts'

test.describe.configure({ timeout: 300_000 })

test('the runner, the server and the database are killed in the middle, and it goes on', async ({
  start,
  api,
  page,
  installation,
  sample,
}) => {
  const session = await start('bug-fix')
  const { story } = session
  await session.approvePlan()
  await expect(story.getByText('I start with the tariff.')).toBeVisible({ timeout: 60_000 })

  for (const part of ['runner', 'server', 'database'] as const) {
    await test.step(`the ${part} is killed`, async () => {
      const seen = (await api.events(session.sessionId)).length
      const killed = installation.kill(part)
      await expect.poll(() => installation.pidOf(part), { timeout: 60_000 }).not.toBe(killed)
      await expect.poll(() => countEvents(session.sessionId), { timeout: 90_000 }).toBeGreaterThan(seen)
    })
  }
  await session.reviewWaits()
  await session.acceptAll()
  await session.sign()
  await session.merged()

  // The page that lived through it shows what a fresh one shows.
  const lived = await story.getByRole('region', { name: 'What happened' }).innerText()
  await page.reload()
  await session.merged()
  expect(await story.getByRole('region', { name: 'What happened' }).innerText()).toBe(lived)
  expect(countMerges(installation.bareRepository(sample.id), session.sessionId)).toBe(1)
  const events = await api.events(session.sessionId)
  expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1))
  expect(events.filter((event) => event.type === 'run.finished')).toHaveLength(1)

  /** While a part is down nothing can be counted. */
  async function countEvents(sessionId: string) {
    return api.events(sessionId).then(
      (all) => all.length,
      () => 0,
    )
  }
})

test('a browser that loses its connection in mid-stream has no gap and nothing twice', async ({
  browser,
  installation,
  signedIn,
  sample,
  api,
}) => {
  const sessionId = await api.describe(sample.id, 'bug-fix', { direct: true })
  // By number: for "localhost" the socket does not believe a browser that says it is offline.
  const context = await browser.newContext({
    baseURL: installation.address.replace('localhost', '127.0.0.1'),
    storageState: {
      cookies: signedIn.cookies.map((cookie) => ({ ...cookie, domain: '127.0.0.1' })),
      origins: [],
    },
  })
  const page = await context.newPage()
  const session = await openSessionPage(page, sessionId)
  const texts = await watchText(page)
  for (let times = 0; times < 2; times++) {
    await expect.poll(() => texts.growing(), { timeout: 60_000, intervals: [50] }).toBe(true)
    await context.setOffline(true)
    await expect(page.getByText(/Nothing is lost/)).toBeVisible()
    await context.setOffline(false)
    await expect(page.getByText(/Nothing is lost/)).toBeHidden({ timeout: 30_000 })
  }
  await session.reviewWaits()
  const replies = await api.eventsOf(sessionId, 'model.replied')
  expectBeginnings(
    await texts.seen(),
    replies.map(({ data }) => (typeof data.text === 'string' ? data.text : data.text.head)),
  )
  await context.close()
})

/** Everything that ever stood on the page while it streamed is the beginning of what was said in the end. */
function expectBeginnings(seen: readonly string[], said: readonly string[]): void {
  const plain = (text: string) => text.replaceAll(/[`*\s]/g, '')
  const known = said.map(plain)
  // A busy machine shows few states; before and after each cut there is at least one.
  expect(seen.length).toBeGreaterThan(1)
  expect(seen.filter((text) => !known.some((whole) => whole.startsWith(plain(text))))).toEqual([])
}

test('a database that falls silent is said above the page, and the line goes when it answers again', async ({
  page,
  installation,
}) => {
  await page.goto('/')
  const line = page.getByRole('status').filter({ hasText: 'The database cannot be reached' })
  const processes = listTree(installation.pidOf('database')!)
  for (const pid of processes) process.kill(pid, 'SIGSTOP')
  try {
    // Who comes back to a tab is told at once; who stays on it within twenty seconds.
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
    await expect(line).toBeVisible()
  } finally {
    for (const pid of processes) process.kill(pid, 'SIGCONT')
  }
  await expect(line).toBeHidden()
})
