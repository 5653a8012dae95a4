// A session's whole log as JSON lines, a piece at a time, however long it is.
import type { Db } from '../db.ts'
import { readAllEvents } from '../event-log/read-events.ts'
import { inlineLongTexts } from './load-long-text.ts'

export async function* writeLog(db: Db, session: { id: string; projectId: string }): AsyncGenerator<string> {
  for await (const event of readAllEvents(db, session.id))
    yield `${JSON.stringify(await inlineLongTexts(db, session.projectId, event))}\n`
}
