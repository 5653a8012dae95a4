// The whole wire between browser and server. Socket.IO is at most once: commands carry ids, events carry numbers,
// deltas carry offsets, and a reader that finds a gap opens again with what it has.
import type { Command, CommandAnswer } from './commands.ts'
import type { Event } from './events.ts'

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
  /** In order, without gaps, within one session. */
  events: (sessionId: string, events: Event[]) => void
  /** From here `alias` (small, of this socket only) names this item; a new generation gets a new alias and starts at 0. */
  item: (alias: number, sessionId: string, itemId: string, generation: number) => void
  /** Text of an item from `offset` (UTF-16 code units). Short names: these are most of all bytes. */
  d: (alias: number, offset: number, text: string) => void
  /** Something outside sessions moved: reload what shows it. */
  changed: (what: 'project' | 'waiting', id: string) => void
}
