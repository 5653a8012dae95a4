// A session's page in Chromium while its model talks: what stood on it, in every state, and what came over its WebSocket.
import { expect, type Page } from '@playwright/test'
import { eventOf, frameBytes } from '../../bench/streaming/count-bytes.ts'
import { watchText } from '../../e2e/support/watch-text.ts'

export type StreamingPage = Awaited<ReturnType<typeof watchStream>>

const patient = { timeout: 60_000 }
const plain = (text: string) => text.replaceAll(/\s/g, '')

export type Received = { sockets: number; bytes: number; byEvent: Record<string, number> }

/** Call it before the page is opened. */
export function countReceived(page: Page): Received {
  const received: Received = { sockets: 0, bytes: 0, byEvent: {} }
  page.on('websocket', (socket) => {
    received.sockets += 1
    socket.on('framereceived', ({ payload }) => {
      const bytes = frameBytes(Buffer.byteLength(payload))
      const event = eventOf(String(payload))
      received.bytes += bytes
      received.byEvent[event] = (received.byEvent[event] ?? 0) + bytes
    })
  })
  return received
}

/** For a page on which the model has begun to talk. */
export async function watchStream(page: Page) {
  const texts = await watchText(page)
  const longest = async () =>
    (await texts.seen()).reduce((most, text) => Math.max(most, plain(text).length), 0)
  const last = async () => plain((await texts.seen()).at(-1) ?? '').length
  return {
    page,
    /** Waits until so many more characters stand on the page than ever before this was called. */
    async grows(by = 1) {
      const before = await longest()
      await expect.poll(last, { ...patient, intervals: [50] }).toBeGreaterThanOrEqual(before + by)
    },
    /** Everything that ever stood there was the beginning of what was said; and in the end all of it is there, once. */
    async holds(said: string) {
      const whole = plain(said)
      const words = () => page.getByRole('region', { name: 'What happened' }).innerText()
      await expect
        .poll(async () => plain(await words()).includes(whole), { ...patient, intervals: [100] })
        .toBe(true)
      expect(plain(await words()).split(whole)).toHaveLength(2)
      const seen = (await texts.seen()).map(plain)
      expect(seen.length).toBeGreaterThan(1)
      expect(seen.filter((text) => !whole.startsWith(text))).toEqual([])
    },
  }
}
