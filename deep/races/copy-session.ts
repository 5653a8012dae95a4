// Many sessions at the same place for the price of one: a session that real runners brought there is written again under new names,
// event by event through the real writer, with every digest and keyed hash made anew. Its commits are shared; its branch is its own.
import { randomUUID } from 'node:crypto'
import { digestOf } from '../../lib/auth/decision-mac.ts'
import { append } from '../../lib/event-log/append.ts'
import type { Event, Fact } from '../../lib/protocol/events.ts'
import type { Actor } from '../../lib/protocol/values.ts'
import type { Installation } from '../../lib/testing/start-installation.ts'

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g

export type Copied = { sessionId: string; events: Event[] }

/** `prefix` is the beginning of a real log. The copy merges into `branch`. Nobody drives it until something wakes it. */
export async function copySession(
  here: Installation,
  prefix: readonly Event[],
  branch: string,
): Promise<Copied> {
  const people = await here.db.user.findMany({ select: { id: true } })
  const { sessionId: old, data } = prefix[0]! as Event & { type: 'session.created' }
  const events = renamed(prefix, new Set([data.projectId, ...people.map(({ id }) => id)]), [
    data.targetBranch,
    branch,
  ])
  const sessionId = events[0]!.sessionId
  await here.db.$transaction(
    async (tx) => {
      const row = await tx.session.findUniqueOrThrow({ where: { id: old } })
      const [numbered] = await tx.$queryRaw<{ number: number; now: Date }[]>`
        UPDATE "Project" SET "nextNumber" = "nextNumber" + 1 WHERE id = ${row.projectId}
        RETURNING "nextNumber" - 1 AS number, clock_timestamp() AS now`
      const { number, now } = numbered!
      await tx.session.create({
        data: {
          ...row,
          id: sessionId,
          number,
          targetBranch: branch,
          lastSeq: 0,
          state: {},
          mergedAt: null,
          archivedAt: null,
        },
      })
      let locked = { id: sessionId, projectId: row.projectId, lastSeq: 0, state: {} as never, now }
      for (const [index, { actor, facts }] of inStretches(events).entries()) {
        if (index === 0) Object.assign(facts[0]!.data, { number })
        const after = await append(tx, locked, facts, { actor, commandId: `stretch ${index}` })
        locked = { ...locked, lastSeq: locked.lastSeq + facts.length, state: after.state as never }
      }
      const { run } = locked.state as { run: { epoch: number } }
      await tx.runLease.update({ where: { sessionId }, data: { epoch: run.epoch } })
    },
    { maxWait: 30_000, timeout: 30_000 },
  )
  return { sessionId, events }
}

/** Every id is new but those of `keep`, and every digest of what was asked is that of what is asked now. */
function renamed(
  events: readonly Event[],
  keep: ReadonlySet<string>,
  [branch, own]: [string, string],
): Event[] {
  const names = new Map<string, string>()
  const rename = (text: string) =>
    text
      .replaceAll(uuid, (id) => {
        if (keep.has(id)) return id
        if (!names.has(id)) names.set(id, randomUUID())
        return names.get(id)!
      })
      .replaceAll(JSON.stringify(`refs/heads/${branch}`), JSON.stringify(`refs/heads/${own}`))
      .replaceAll(`"targetBranch":${JSON.stringify(branch)}`, `"targetBranch":${JSON.stringify(own)}`)
  let text = rename(JSON.stringify(events))
  for (const event of JSON.parse(text) as Event[])
    if (event.type === 'approval.requested')
      text = text.replaceAll(event.data.digest, digestOf(event.data.subject))
  return JSON.parse(text) as Event[]
}

/** Neighbours by the same actor are written together. */
function inStretches(events: readonly Event[]): { actor: Actor; facts: Fact[] }[] {
  const stretches: { actor: Actor; facts: Fact[] }[] = []
  for (const event of events) {
    const { type, data, actor } = event
    const last = stretches.at(-1)
    const fact = { type, data } as Fact
    if (last && JSON.stringify(last.actor) === JSON.stringify(actor)) last.facts.push(fact)
    else stretches.push({ actor, facts: [fact] })
  }
  return stretches
}
