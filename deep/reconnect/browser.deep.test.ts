// A browser that loses what it hangs on while a model talks: its line, its network, its own attention, the server, and the database
// with the unlogged rows that hold the stream. Real Chromium, the product's own pages and processes, a TCP proxy in between.
import { type Browser, chromium, expect, type Page, request } from '@playwright/test'
import { afterAll, beforeAll } from 'vitest'
import { anyFreePort } from '../../bin/free-port.mjs'
import settings from '../../e2e/playwright.config.ts'
import { type Api, openApi } from '../../e2e/support/api.ts'
import { type Installation, startInstallation } from '../../e2e/support/installation.ts'
import { eachCase } from '../each-case.ts'
import { type Line, openLine } from './open-line.ts'
import { countReceived, type StreamingPage, watchStream } from './streaming-page.ts'
import { startTalkingModel, type TalkingModel } from './talking-model.ts'

const admin = { name: 'Ada Lovelace', email: 'ada@example.org', password: 'correct horse battery' }
type State = Awaited<ReturnType<Awaited<ReturnType<typeof request.newContext>>['storageState']>>
let model: TalkingModel
let line: Line
let installation: Installation
let browser: Browser
let api: Api
let signedIn: State
let projectId: string

beforeAll(async () => {
  model = await startTalkingModel()
  const port = await anyFreePort()
  line = await openLine(await anyFreePort(), () => port)
  installation = await startInstallation({
    env: {
      PORT: String(port),
      PUBLIC_URL: `http://127.0.0.1:${line.port}`,
      OPENAI_BASE_URL: model.url,
      OPENAI_API_KEY: 'none',
      OPENAI_MODEL: 'talker',
    },
  })
  browser = await chromium.launch(settings.use?.launchOptions)
  const visitor = await request.newContext()
  // Not over the line: what the test asks is not what is tried.
  api = openApi(visitor, `http://127.0.0.1:${port}`)
  await api.ask('POST', '/api/account/first', admin)
  signedIn = await visitor.storageState()
  projectId = (await api.sample()).id
}, 300_000)

afterAll(async () => {
  await browser?.close()
  await installation?.stop()
  await line?.close()
  await model?.close()
})

/** Starts a session whose model talks, lets things happen to its page, and holds the page against what was said. */
async function whileItTalks(happens: (stream: StreamingPage) => Promise<void>): Promise<void> {
  const { sessionId } = await api.ask<{ sessionId: string }>('POST', '/api/commands', {
    type: 'session.create',
    commandId: crypto.randomUUID(),
    data: {
      projectId,
      desiredState: 'Talk to me.',
      mode: 'direct',
      model: { provider: 'configured', name: 'talker' },
    },
  })
  const context = await browser.newContext({ baseURL: installation.address, storageState: signedIn })
  const errors: string[] = []
  try {
    const page = await context.newPage()
    page.on('pageerror', (error) => errors.push(String(error.stack)))
    const received = countReceived(page)
    await page.goto(`/sessions/${sessionId}`)
    const stream = await watchStream(page)
    await stream.grows(300)
    await happens(stream)
    await stream.grows(100)
    const said = model.finish()
    await stream.holds(said)
    const replies = await api.eventsOf(sessionId, 'model.replied')
    expect(replies.map(({ data }) => data.text)).toContain(said)
    const { bytes, sockets, byEvent } = received
    const text = (byEvent.item ?? 0) + (byEvent.d ?? 0)
    const perCharacter = (count: number) => (count / said.length).toFixed(2)
    console.info(
      `WebSocket bytes per streamed character: ${perCharacter(text)} for the text, ${perCharacter(bytes)} with everything`,
      `(${said.length} characters, ${sockets} connections)`,
    )
    expect(errors).toEqual([])
  } finally {
    await context.close()
    await api.ask('POST', '/api/commands', {
      type: 'session.cancel',
      commandId: crypto.randomUUID(),
      sessionId,
      data: {},
    })
  }
}

eachCase(
  'reconnect',
  [{ name: 'a browser loses its line twenty times in one stream' }],
  { sample: 'all', timeout: 120_000 },
  () =>
    whileItTalks(async (stream) => {
      for (let times = 0; times < 20; times += 1) {
        const opened = stream.page.waitForEvent('websocket')
        line.cut()
        const socket = await opened
        // Every other time it breaks again before anything was said.
        if (times % 2 === 0) await stream.grows()
        else if (times % 4 === 1) await socket.waitForEvent('framereceived')
      }
    }),
)

type Case = { name: string; happens: (stream: StreamingPage) => Promise<void> }

/** As the browser tells a page whose tab is covered; and then nothing of it runs any more, as on a laptop that was shut. */
async function hide(page: Page, seconds: number): Promise<void> {
  const show = (state: 'hidden' | 'visible') =>
    page.evaluate((visibility) => {
      Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => visibility })
      document.dispatchEvent(new Event('visibilitychange'))
    }, state)
  const devtools = await page.context().newCDPSession(page)
  await show('hidden')
  await devtools.send('Debugger.enable')
  await devtools.send('Debugger.pause')
  await pass(seconds)
  await devtools.send('Debugger.resume')
  await devtools.send('Debugger.disable')
  await show('visible')
}

/** The time itself is what is tried here. */
const pass = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1000))

async function restart(...parts: ('server' | 'database')[]): Promise<void> {
  const killed = parts.map((part) => [part, installation.kill(part)] as const)
  for (const [part, pid] of killed) {
    const now = () => installation.pidOf(part)
    await expect.poll(() => now() !== null && now() !== pid, { timeout: 60_000 }).toBe(true)
  }
}

const hard: Case[] = [
  {
    name: 'a browser is offline for a minute',
    async happens({ page }) {
      line.setDead(true)
      await expect(page.getByText(/Nothing is lost/)).toBeVisible()
      await pass(60)
      line.setDead(false)
    },
  },
  {
    name: 'a hidden tab sleeps until the server has given it up',
    happens: ({ page }) => hide(page, 50),
  },
  { name: 'the server is killed and started again', happens: () => restart('server') },
  { name: 'the database crashes and loses its unlogged rows', happens: () => restart('database') },
  {
    name: 'the database crashes while the browser is offline, and the server with it',
    async happens() {
      line.setDead(true)
      await restart('database', 'server')
      line.setDead(false)
    },
  },
]
eachCase('long absences', hard, { sample: 0, timeout: 240_000 }, ({ happens }) => whileItTalks(happens))
