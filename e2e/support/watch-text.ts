// Records every state in which the agent's streaming words stood on the page, so that a gap or a repetition shows even
// if the next frame would have mended it.
import type { Page } from '@playwright/test'

type Recorded = Window & { streamed?: string[] }

export async function watchText(page: Page) {
  await page.evaluate(() => {
    const seen: string[] = []
    ;(window as Recorded).streamed = seen
    const look = () => {
      for (const block of document.querySelectorAll<HTMLElement>('[aria-busy=true]')) {
        // Reasoning is folded and says only its first line.
        const text = [...block.querySelectorAll<HTMLElement>(':scope > div:last-child .prose-plain')]
          .map((part) => part.innerText)
          .join('')
        if (text !== '' && seen.at(-1) !== text) seen.push(text)
      }
    }
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true })
  })
  const seen = () => page.evaluate(() => [...((window as Recorded).streamed ?? [])])
  let before = 0
  return {
    seen,
    /** Whether words came since the last time that this was asked. */
    async growing() {
      const now = (await seen()).length
      const grew = now > before
      before = now
      return grew
    },
  }
}
