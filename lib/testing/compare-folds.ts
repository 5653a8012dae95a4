// Every session that an integration test makes is folded again from its log: tables, state and story must come out the same.
import type { Db } from '../db.ts'
import { emptyStory, tellStory } from '../domain/story.ts'
import { readAllEvents } from '../event-log/read-events.ts'
import { compareWithRows } from '../event-log/replay.ts'
import type { Event } from '../protocol/events.ts'

const pageLength = 7
const maxStateBytes = 16_384

/** Throws an Error that names every session whose copies differ from its log. */
export async function compareFolds(db: Db): Promise<void> {
  const problems: string[] = []
  for (const { id, state } of await db.session.findMany({ select: { id: true, state: true } })) {
    problems.push(...(await compareWithRows(db, id)).map((line) => `${id} ${line}`))
    const bytes = Buffer.byteLength(JSON.stringify(state))
    if (bytes > maxStateBytes) problems.push(`${id} has a state of ${bytes} bytes`)
    const events: Event[] = []
    for await (const event of readAllEvents(db, id)) events.push(event)
    let paged = emptyStory
    for (let from = 0; from < events.length; from += pageLength)
      paged = tellStory(events.slice(from, from + pageLength), paged)
    if (JSON.stringify(paged) !== JSON.stringify(tellStory(events)))
      problems.push(`${id} tells another story in pages than at once`)
  }
  if (problems.length > 0) throw new Error(`Copies differ from the log:\n${problems.join('\n')}`)
}
