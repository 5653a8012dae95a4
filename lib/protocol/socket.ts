// The whole wire between browser and server. Socket.IO is at most once: commands carry ids, events carry numbers,
// deltas follow one another, and a reader that finds a gap opens again with what it has.
import type { Command, CommandAnswer } from './commands.ts'
import type { Event } from './events.ts'
import type { HeldText } from './streamed-texts.ts'

/** What a reader already holds of an open item, so that only the rest is sent. Lengths are UTF-16 code units. */
export type ItemCursor = { itemId: string; generation: number; length: number }

export type OpenRequest = { sessionId: string; afterSeq: number; items: ItemCursor[] }
/** `more`: the reader must open again with the last seq it got. */
export type OpenAnswer =
  | { ok: true; events: Event[]; lastSeq: number; more: boolean }
  | { ok: false; code: string; message: string }

export type ClientToServer = {
  open: (request: OpenRequest, answer: (reply: OpenAnswer) => void) => void
  close: (sessionId: string) => void
  command: (command: Command, answer: (reply: CommandAnswer) => void) => void
}

export type ServerToClient = {
  /** In order, without gaps, within one session. `held`: texts left out of these events because they streamed here. */
  events: (sessionId: string, events: Event[], held?: HeldText[]) => void
  /**
   * From here `alias` (small, of this socket only) names this item; a new generation gets a new alias. Its next text is the one
   * from `offset` (UTF-16 code units) on.
   */
  item: (alias: number, sessionId: string, itemId: string, generation: number, offset: number) => void
  /** The next text of an item. Short names, no offset, since a line keeps its order: these are most of all bytes. */
  d: (alias: number, text: string) => void
  /** Something outside sessions moved: reload what shows it. For `waiting` the id is one of the sessions. */
  changed: (what: 'project' | 'waiting', id: string) => void
}
