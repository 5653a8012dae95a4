// One session in a browser: folds the log that arrives into what the page shows, without gaps and without anything twice,
// over any number of reconnects. Rendering on the server uses it too: nothing connects before the first subscriber.
import { evolve } from '../domain/evolve.ts'
import type { SessionState } from '../domain/session-state.ts'
import { type Story, tellStory } from '../domain/story.ts'
import { tell } from '../domain/tell.ts'
import type { CommandAnswer, SessionCommand, SessionCommandType } from '../protocol/commands.ts'
import type { Event } from '../protocol/events.ts'
import { closedItems } from '../protocol/item-names.ts'
import { type HeldText, putBack } from '../protocol/streamed-texts.ts'
import { tabConnection } from './browser-connection.ts'
import type { Connection, ConnectionState } from './connection.ts'
import { createItemStore, type Later } from './item-store.ts'
import { makeId } from './make-id.ts'

export { onChanged, onSignedOut, sendCommand } from './browser-connection.ts'

export type SessionView = {
  state: SessionState
  story: Story
  lastSeq: number
  connection: ConnectionState
  /** Since when it is not live, ISO 8601. */
  since: string | null
  hasOlder: boolean
  /** Command types that await their answer. */
  pending: SessionCommandType[]
  /** Why the server no longer shows this session to us, or null. What is there stays readable. */
  refused: string | null
}

type DataOf<T extends SessionCommandType> = Partial<Extract<SessionCommand, { type: T }>['data']>

export type SessionClient = {
  subscribe: (listener: () => void) => () => void
  /** The same object until something changed. */
  getSnapshot: () => SessionView
  subscribeItem: (itemId: string, listener: () => void) => () => void
  /** '' for an item that is not streaming. */
  itemText: (itemId: string) => string
  send: <T extends SessionCommandType>(type: T, data: DataOf<T>) => Promise<CommandAnswer>
  /** Reads 500 events further back. Rejects when the server cannot be reached. */
  loadOlder: () => Promise<void>
  close: () => void
}

/** What the outside world does for it; a test passes its own. */
export type Surroundings = {
  connection: () => Connection
  /** Before the next frame; in a hidden tab, soon. */
  frame: (callback: () => void) => void
  later: Later
  fetchOlder: (sessionId: string, before: number, limit: number) => Promise<Event[]>
}

type Start = { sessionId: string; state: SessionState; events: Event[]; hasOlder: boolean }
const olderLimit = 500

export function openSession(start: Start, surroundings: Surroundings = browser): SessionClient {
  const { sessionId } = start
  let state = start.state
  let events = [...start.events]
  let story = tellStory(events)
  let lastSeq = events.at(-1)?.seq ?? 0
  let hasOlder = start.hasOlder
  let early: Event[] = []
  let syncing = false
  let lacking = false
  let connections = 0
  let detach: (() => void) | null = null
  let closed = false
  let refused: string | null = null
  const pending: SessionCommandType[] = []
  const listeners = new Set<() => void>()
  const items = createItemStore(surroundings.later)
  let ended: Event[] = []

  const makeView = (): SessionView => {
    const { connection, since } = detach
      ? surroundings.connection().status()
      : { connection: 'connecting' as const, since: null }
    return { state, story, lastSeq, connection, since, hasOlder, pending: [...pending], refused }
  }
  let view = makeView()
  let scheduled = false
  const publish = () => {
    if (scheduled) return
    scheduled = true
    surroundings.frame(() => {
      scheduled = false
      view = makeView()
      // In the same frame as the text that takes their place.
      for (const { names, prefixes } of ended.map(closedItems))
        items.remove(
          (itemId) => names.includes(itemId) || prefixes.some((prefix) => itemId.startsWith(prefix)),
        )
      ended = []
      for (const listener of [...listeners]) listener()
    })
  }

  /** Returns false when an event is missing before the first that is new, or one lacks a text that is not what we have. */
  const accept = (arrived: readonly Event[], held: readonly HeldText[] = []): boolean => {
    const before = lastSeq
    let complete = true
    for (const sent of arrived) {
      if (sent.seq <= lastSeq) continue
      const event = sent.seq === lastSeq + 1 ? putBack(sent, held, items.text) : null
      if (!event) {
        complete = false
        break
      }
      state = evolve(state, event)
      story = tell(story, event)
      events.push(event)
      ended.push(event)
      lastSeq = event.seq
    }
    if (lastSeq > before) publish()
    return complete
  }

  const sync = async () => {
    if (syncing) return
    syncing = true
    try {
      for (;;) {
        const had = lastSeq
        const connectionThen = connections
        lacking = false
        const answer = await surroundings
          .connection()
          .open({ sessionId, afterSeq: lastSeq, items: items.cursors() })
        if (closed) return
        if (!answer && connectionThen !== connections) continue
        if (!answer) return
        refused = answer.ok ? null : answer.message
        publish()
        if (!answer.ok) return
        const complete = accept([...answer.events, ...early])
        early = []
        if (!answer.more && !lacking && (complete || lastSeq === had)) return
      }
    } finally {
      syncing = false
    }
  }

  const reader = {
    connected: () => {
      connections += 1
      early = []
      void sync()
      publish()
    },
    events: (arrived: Event[], held: readonly HeldText[] = []) => {
      if (!syncing) {
        if (!accept(arrived, held)) void sync()
        return
      }
      // While we ask, what we have may be about to change: an event without its text is asked for once more.
      early.push(...arrived.filter(({ seq }) => !held.some(([of]) => of === seq)))
      lacking ||= held.length > 0
    },
    delta: (itemId: string, generation: number, offset: number, text: string) => {
      if (!items.append(itemId, generation, offset, text)) void sync()
    },
  }

  const attach = () => {
    const connection = surroundings.connection()
    const stopStatus = connection.onStatus(publish)
    const stopReading = connection.attach(sessionId, reader)
    publish()
    return () => {
      stopReading()
      stopStatus()
    }
  }
  const release = () => {
    detach?.()
    detach = null
  }

  return {
    subscribe(listener) {
      listeners.add(listener)
      if (!closed) detach ??= attach()
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) release()
      }
    },
    getSnapshot: () => view,
    subscribeItem: items.subscribe,
    itemText: items.text,
    async send(type, data) {
      const command = { type, commandId: makeId(), sessionId, data } as SessionCommand
      pending.push(type)
      publish()
      const answer = await surroundings.connection().send(command)
      pending.splice(pending.indexOf(type), 1)
      publish()
      return answer
    },
    async loadOlder() {
      if (!hasOlder) return
      const first = firstOfTail(events)
      const older = await surroundings.fetchOlder(sessionId, first, olderLimit)
      const bySeq = new Map([...older, ...events].map((event) => [event.seq, event]))
      events = [...bySeq.values()].sort((a, b) => a.seq - b.seq)
      hasOlder = older.length > 0 && firstOfTail(events) > 1
      story = tellStory(events)
      publish()
    },
    close() {
      closed = true
      release()
      listeners.clear()
    },
  }
}

/** The first number of the unbroken run at the end; what comes before it are landmarks. */
function firstOfTail(events: Event[]): number {
  let index = events.length - 1
  while (index > 0 && events[index - 1]!.seq === events[index]!.seq - 1) index -= 1
  return events[index]?.seq ?? 1
}

const browser: Surroundings = {
  connection: tabConnection,
  frame: (callback) =>
    document.visibilityState === 'visible' ? requestAnimationFrame(callback) : setTimeout(callback, 250),
  later: (callback, ms) => setTimeout(callback, ms),
  async fetchOlder(sessionId, before, limit) {
    const answer = await fetch(`/api/sessions/${sessionId}/events?before=${before}&limit=${limit}`)
    if (!answer.ok) throw new Error(`older events could not be read (${answer.status})`)
    return ((await answer.json()) as { events: Event[] }).events
  },
}
