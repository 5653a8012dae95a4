// Opens a page in a real browser, every time in a fresh tab, and reads what it cost: when its content was there, when it was
// live, how much memory and how many nodes it keeps.
import type { BrowserContext } from '@playwright/test'

export type Opened = {
  /** Milliseconds from the start of the navigation to the frame that shows the content. */
  contentMs: number
  /** To the first answer on the socket: from then on the page follows its session. */
  liveMs: number
  heapMegabytes: number
  nodes: number
  documentKilobytes: number
}

const patienceMs = 60_000
const answered = /^43\d+\[\{"ok":true/

/** `marker` is text that only the content has. */
export async function openPage(context: BrowserContext, url: string, marker: string): Promise<Opened> {
  const page = await context.newPage()
  try {
    const from = performance.now()
    const live = new Promise<number>((resolve) =>
      page.on('websocket', (socket) =>
        socket.on('framereceived', ({ payload }) => {
          if (answered.test(String(payload))) resolve(performance.now() - from)
        }),
      ),
    )
    // A page's own clock, asked before every frame, so that the way to this process does not count.
    await page.addInitScript((text) => {
      const look = () => {
        if (document.body?.innerText.includes(text))
          requestAnimationFrame(() => Object.assign(window, { contentAt: performance.now() }))
        else requestAnimationFrame(look)
      }
      requestAnimationFrame(look)
    }, marker)
    const answer = await page.goto(url, { waitUntil: 'commit', timeout: patienceMs })
    const contentAt = await page.waitForFunction(
      () => (window as unknown as { contentAt?: number }).contentAt,
      undefined,
      { timeout: patienceMs },
    )
    const contentMs = (await contentAt.jsonValue())!
    const liveMs = await live
    const html = await answer!.body()
    const devtools = await context.newCDPSession(page)
    await devtools.send('HeapProfiler.enable')
    await devtools.send('HeapProfiler.collectGarbage')
    const { usedSize } = await devtools.send('Runtime.getHeapUsage')
    const nodes = await page.evaluate(() => {
      const walker = document.createTreeWalker(document, NodeFilter.SHOW_ALL)
      let count = 1
      while (walker.nextNode()) count += 1
      return count
    })
    return {
      contentMs,
      liveMs,
      heapMegabytes: usedSize / 2 ** 20,
      nodes,
      documentKilobytes: html.length / 1024,
    }
  } finally {
    await page.close()
  }
}
