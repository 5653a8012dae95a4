// Titles of pages: what waits comes first, so that a tab in the background tells it. "(2) Waiting · Countersign"
// An element of the page, not Next's metadata: those are taken away and put back while a page is refreshed, and for that
// moment the tab and whoever listens to the page have no title.
import { cache } from 'react'
import { db } from '../lib/db.ts'
import { countWaiting } from '../lib/queries/count-waiting.ts'
import { readIdentity } from './require-identity.ts'

/** How many sessions wait for the person who looks; 0 for visitors. Read once per request. */
export const readWaitingCount = cache(async (): Promise<number> => {
  const identity = await readIdentity()
  return identity ? countWaiting(db(), identity) : 0
})

export async function PageTitle({ name }: { name: string }) {
  const count = await readWaitingCount()
  return <title>{`${count > 0 ? `(${count}) ` : ''}${name} · Countersign`}</title>
}
