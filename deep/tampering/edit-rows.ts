// What somebody does who may write to the database and does not know the secret: edit a field of an event, and make everything that
// only repeats the log agree with it (the session's state, the rows of approvals, the digests of what was asked).
import { digestOf } from '../../lib/auth/decision-mac.ts'
import { replay } from '../../lib/event-log/replay.ts'
import type { Event } from '../../lib/protocol/events.ts'
import type { Stage, Stages } from './open-stages.ts'

type Json = Record<string, unknown>
type Row = { seq: number; type: string; data: Json }

/** `change` edits the payload in place. The newest event of the type that `fits`. */
export async function editEvent(
  at: Stages,
  stage: Stage,
  type: string,
  change: (payload: Json) => void,
  fits: (payload: Json) => boolean = () => true,
): Promise<void> {
  const rows = (await at.here.db.event.findMany({
    where: { sessionId: stage.sessionId, type },
    orderBy: { seq: 'desc' },
  })) as unknown as Row[]
  const row = rows.find(({ data }) => fits(data))
  if (!row) throw new Error(`no ${type} in the log of ${stage.name}`)
  const before = JSON.stringify(row.data)
  change(row.data)
  if (JSON.stringify(row.data) === before) throw new Error('nothing was changed')
  await at.here.db.event.update({
    where: { sessionId_seq: { sessionId: stage.sessionId, seq: row.seq } },
    data: { data: row.data as object },
  })
}

/** A column of the one event of this type, as SQL; `NEW` in it is the row itself. */
export async function setColumn(
  at: Stages,
  stage: Stage,
  type: string,
  column: string,
  sql: string,
): Promise<void> {
  const changed = await at.here.db.$executeRawUnsafe(
    `UPDATE "Event" SET "${column}" = ${sql} WHERE "sessionId" = $1 AND type = $2
      AND seq = (SELECT max(seq) FROM "Event" WHERE "sessionId" = $1 AND type = $2)`,
    stage.sessionId,
    type,
  )
  if (changed !== 1) throw new Error(`no ${type} in the log of ${stage.name}`)
}

/** The subject that was asked about, edited wherever it stands: request, digest, decisions and (for a plan) the proposal. */
export async function editSubject(at: Stages, stage: Stage, change: (subject: Json) => void): Promise<void> {
  let digest = ''
  await editEvent(at, stage, 'approval.requested', (payload) => {
    change(payload.subject as Json)
    digest = digestOf(payload.subject)
    payload.digest = digest
  })
  const { db } = at.here
  await db.$executeRaw`
    UPDATE "Event" SET data = jsonb_set(data, '{digest}', to_jsonb(${digest}::text))
    WHERE "sessionId" = ${stage.sessionId} AND type = 'approval.decided'`
  await agree(at, stage)
}

/** State and rows follow from the log as it now stands, as if Countersign itself had written it. */
export async function agree({ here }: Stages, { sessionId }: Stage): Promise<void> {
  const events = (await here.db.event.findMany({
    where: { sessionId },
    orderBy: { seq: 'asc' },
  })) as unknown as (Event & { at: unknown })[]
  const { state, lastSeq, rows } = replay(
    events.map((event) => ({ ...event, at: new Date(event.at as string).toISOString() }) as Event),
  )
  await here.db.session.update({
    where: { id: sessionId },
    data: { state, lastSeq, phase: state.phase, runStatus: state.run.status, title: state.title },
  })
  await here.db.approval.deleteMany({ where: { sessionId } })
  await here.db.approval.createMany({ data: rows.approval as never })
}
