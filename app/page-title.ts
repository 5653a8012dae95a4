// Titles of pages: what waits comes first, so that a tab in the background tells it. "(2) Waiting · Countersign"
import type { Metadata } from 'next'
import { cache } from 'react'
import { db } from '../lib/db.ts'
import { countWaiting } from '../lib/queries/count-waiting.ts'
import { readIdentity } from './require-identity.ts'

/** How many sessions wait for the person who looks; 0 for visitors. Read once per request. */
export const readWaitingCount = cache(async (): Promise<number> => {
  const identity = await readIdentity()
  return identity ? countWaiting(db(), identity) : 0
})

export async function pageTitle(name: string): Promise<Metadata> {
  const count = await readWaitingCount()
  return { title: `${count > 0 ? `(${count}) ` : ''}${name} · Countersign` }
}
