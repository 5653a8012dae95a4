// Long texts of events, read only by way of an event that names them.
import type { Db } from '../db.ts'
import { mapLongTexts, readBlobText } from '../event-log/blobs.ts'
import { readEvent } from '../event-log/read-events.ts'
import type { Event, Fact } from '../protocol/events.ts'

/** null unless event `seq` of the session names a blob of this SHA-256. */
export async function loadLongText(
  db: Db,
  session: { id: string; projectId: string },
  seq: number,
  sha256: string,
): Promise<string | null> {
  const event = await readEvent(db, session.id, seq)
  if (!event || !blobsOf(event).includes(sha256)) return null
  return readBlobText(db, session.projectId, sha256)
}

/** The event with its long texts in place. A blob that is missing stays a reference. */
export async function inlineLongTexts(db: Db, projectId: string, event: Event): Promise<Event> {
  const names = blobsOf(event)
  if (names.length === 0) return event
  const texts = new Map<string, string | null>()
  for (const name of names) texts.set(name, await readBlobText(db, projectId, name))
  const fact = mapLongTexts(event, (text) =>
    typeof text === 'string' ? text : (texts.get(text.blob) ?? text),
  )
  return { ...event, ...fact }
}

function blobsOf(fact: Fact): string[] {
  const names: string[] = []
  mapLongTexts(fact, (text) => {
    if (typeof text !== 'string') names.push(text.blob)
    return text
  })
  return names
}
