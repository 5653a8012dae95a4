// The section "open": the page of a session with a long log, in real Chromium, from a real installation.
import { type BrowserContext, chromium } from '@playwright/test'
import { findCommand, testPackages } from '../../bin/system-packages.mjs'
import { createDb, type Db } from '../../lib/db.ts'
import { createTemporaryFolder, removeTemporaryFolder } from '../../lib/testing/temporary-folder.ts'
import { buildFirst, signUp, startInstallation } from '../processes/start-installation.ts'
import { figure, type Measured } from '../report/figure.ts'
import { median, write, writeRatio } from '../report/summarize.ts'
import { fold, insertSession } from './insert-session.ts'
import { longSession } from './long-session.ts'
import { type Opened, openPage } from './open-page.ts'

const rounds = 7
const sizes = [1000, 10_000, 100_000]
const promisedMs = 1000
const promisedMegabytes = 60
const promisedGrowth = 1.5
const marker = 'This is the last thing that was said.'

async function insertSessions(db: Db, sizes: readonly number[]): Promise<string[]> {
  const user = await db.user.findFirstOrThrow()
  const project = await db.project.findFirstOrThrow()
  const person = { kind: 'person', userId: user.id, name: user.name } as const
  const ids: string[] = []
  for (const [index, count] of sizes.entries()) {
    const number = 1000 + index
    const target = { sessionId: crypto.randomUUID(), person, number, endsAt: new Date() }
    const facts = longSession({ projectId: project.id, number, count, marker })
    await insertSession(db, fold(facts, target), target)
    ids.push(target.sessionId)
  }
  return ids
}

async function withBrowser<T>(address: string, work: (context: BrowserContext) => Promise<T>): Promise<T> {
  const executablePath = findCommand(testPackages.find(({ name }) => name === 'chromium')?.commands ?? [])
  const args = ['--disable-gpu', '--disable-background-networking', '--disable-component-update']
  const browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: process.getuid?.() === 0 ? [...args, '--no-sandbox'] : args,
  })
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
    const cookies = await signUp(address)
    await context.addCookies(cookies.map(([name, value]) => ({ name, value, url: address })))
    return await work(context)
  } finally {
    await browser.close()
  }
}

async function openAll(folder: string): Promise<Opened[][]> {
  const installation = await startInstallation(folder)
  try {
    return await withBrowser(installation.address, async (context) => {
      const db = createDb(installation.databaseUrl)
      const ids = await insertSessions(db, sizes).finally(() => db.$disconnect())
      const opened = sizes.map((): Opened[] => [])
      for (let round = 0; round <= rounds; round += 1) {
        for (const [index, id] of ids.entries()) {
          const one = await openPage(context, `${installation.address}/sessions/${id}`, marker)
          // The first time everything is cold, for whichever comes first.
          if (round > 0) opened[index]!.push(one)
        }
      }
      return opened
    })
  } finally {
    await installation.stop()
  }
}

export async function measureOpen(): Promise<Measured> {
  await buildFirst()
  const folder = createTemporaryFolder()
  const opened = await openAll(`${folder}/installation`).finally(() => removeTemporaryFolder(folder))
  const middle = (size: number, name: keyof Opened) => median(opened[size]!.map((one) => one[name]))
  const figures = sizes.flatMap((count, size) => {
    const events = `${count.toLocaleString('en-US')} events`
    const before = size === 0 ? '' : `${sizes[size - 1]!.toLocaleString('en-US')} events`
    const compare = (name: keyof Opened) =>
      size === 0 ? {} : { ratio: writeRatio(middle(size, name), middle(size - 1, name), before) }
    const content = middle(size, 'contentMs')
    const heap = middle(size, 'heapMegabytes')
    const growth = size === 0 ? 1 : content / middle(size - 1, 'contentMs')
    const time = {
      1000: {},
      10000: { promised: `at most ${promisedMs / 1000} s`, kept: content <= promisedMs },
      100000: { promised: `at most ${promisedGrowth} × 10,000 events`, kept: growth <= promisedGrowth },
    }[count]
    const memory = { promised: `at most ${promisedMegabytes} MB`, kept: heap <= promisedMegabytes }
    return [
      figure(`${events}: useful content`, write(content, 'ms'), { ...compare('contentMs'), ...time }),
      figure(`${events}: page is live`, write(middle(size, 'liveMs'), 'ms'), compare('liveMs')),
      figure(`${events}: JavaScript heap`, write(heap, 'MB'), {
        ...compare('heapMegabytes'),
        ...(count === 10_000 ? memory : {}),
      }),
      figure(`${events}: DOM nodes`, write(middle(size, 'nodes')), compare('nodes')),
      figure(
        `${events}: document`,
        write(middle(size, 'documentKilobytes'), 'KB'),
        compare('documentKilobytes'),
      ),
    ]
  })
  return {
    how: [
      `Medians of ${rounds} openings in Chromium 1440 × 900, each in a fresh tab with the browser's cache warm, the sizes in turns, after one`,
      'opening that does not count. *Useful content*: the newest words of the story are on the screen. *Live*: the socket has answered.',
      'The sessions are paused in the middle of a turn; their state and rows are what the product folds their logs to.',
    ],
    figures,
    notes: [],
  }
}
