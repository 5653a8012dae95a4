// A person at the door of the log, for tests: sends commands and waits for what stands in it. The log is polled, because tests ask
// what is written, not when it was told. Reading survives a database that is away for a moment.
import type { Identity } from '../auth/identity.ts'
import type { Db } from '../db.ts'
import { commit } from '../event-log/commit.ts'
import { readAllEvents } from '../event-log/read-events.ts'
import type { Command } from '../protocol/commands.ts'
import type { Event } from '../protocol/events.ts'

export type LogWatch = {
  send(
    command: Command extends infer C ? (C extends Command ? Omit<C, 'commandId'> : never) : never,
    as?: Identity,
  ): Promise<{ sessionId: string; seq: number }>
  events(sessionId: string): Promise<Event[]>
  /** Resolves with the first event after `after` that fits; fails when the session stops in trouble instead or time runs out. */
  waitFor<T extends Event['type']>(
    sessionId: string,
    type: T,
    after?: number,
    fits?: (event: Event & { type: T }) => boolean,
  ): Promise<Event & { type: T }>
  /** The stop itself: a run that failed, or that paused for anything but a decision. */
  waitForTrouble(sessionId: string, after?: number): Promise<Event>
}

export function watchLog(db: Db, person: Identity): LogWatch {
  /** Events never change, so only new ones are read. */
  const logs = new Map<string, Event[]>()
  const events = async (sessionId: string) => {
    const known = logs.get(sessionId) ?? []
    for await (const event of readAllEvents(db, sessionId, known.length))
      if (event.seq === known.length + 1) known.push(event)
    logs.set(sessionId, known)
    return [...known]
  }
  /** `look` answers what was waited for, or throws when it can no longer come. */
  async function poll<T>(sessionId: string, look: (events: Event[]) => T | undefined): Promise<T> {
    const until = Date.now() + patienceMs
    for (;;) {
      const all = await events(sessionId).catch(() => [])
      const found = look(all)
      if (found !== undefined) return found
      if (Date.now() > until) throw new Error(`It did not come.\n${all.map(line).join('\n')}`)
      await nextChange()
    }
  }
  return {
    events,
    send: (command, as = person) => commit(db, { ...command, commandId: crypto.randomUUID() } as Command, as),
    waitFor<T extends Event['type']>(
      sessionId: string,
      type: T,
      after = 0,
      fits: (event: Event & { type: T }) => boolean = () => true,
    ) {
      return poll<Event & { type: T }>(sessionId, (all) => {
        const found = all.find((event) => event.type === type && event.seq > after && fits(event as never))
        if (!found && all.some((event) => event.seq > after && isTrouble(event)))
          throw new Error(`${type} did not come.\n${all.map(line).join('\n')}`)
        return found as (Event & { type: T }) | undefined
      })
    },
    waitForTrouble: (sessionId, after = 0) =>
      poll(sessionId, (all) => all.find((event) => event.seq > after && isTrouble(event))),
  }
}

const isTrouble = (event: Event): boolean =>
  event.type === 'run.failed' || (event.type === 'run.parked' && event.data.reason.kind !== 'person')

/** Only a test that would never end meets it; a busy machine is slow. */
const patienceMs = 170_000

/** One line of a log for a failing test's message. */
const line = (event: Event): string =>
  `${event.seq} ${event.type} ${JSON.stringify(event.data).slice(0, 220)}`

const nextChange = () => new Promise((resolve) => setTimeout(resolve, 40))
