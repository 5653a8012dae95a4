// How far a runner has seen a session's log, kept in the data directory beside the database. A log that was cut back by hand, so that
// what was done already could be done again, is found out by it. Written after each record; where there is none, nothing is said.
import { readFile, rename, writeFile } from 'node:fs/promises'
import { logChanged } from '../event-log/read-true-events.ts'
import type { Event } from '../protocol/events.ts'

/** Two events of one number never have both in common. */
const nameOf = ({ seq, type, at }: Event): string => JSON.stringify({ seq, type, at })

export async function noteHead(path: string, event: Event): Promise<void> {
  const draft = `${path}.${process.pid}`
  await writeFile(draft, nameOf(event), { mode: 0o600 })
  await rename(draft, path)
}

/** Throws Rejection 'log.changed' when the log does not hold what was seen of it. */
export async function assertNotCut(path: string, events: readonly Event[]): Promise<void> {
  const seen = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (seen === null || seen === '') return
  const { seq } = JSON.parse(seen) as { seq: number }
  const event = events[seq - 1]
  if (!event || nameOf(event) !== seen) throw logChanged('Events of this session were removed')
}
