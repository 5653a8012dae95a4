// Streaming text of all sessions of this process, flushed together. Keeps each open item whole, so that after the database lost its
// unlogged rows the item is written again, one generation up.
import type { Pool } from 'pg'
import { type DeltaRow, flushDeltas } from '../event-log/deltas.ts'
import type { Fence } from '../event-log/record.ts'
import { cleanPieces } from '../protocol/clean-text.ts'

type Item = {
  fence: Fence
  itemId: string
  generation: number
  text: string
  flushed: number
  pieces: ReturnType<typeof cleanPieces>
}

/** Characters of one open item that are kept and streamed; the closing event has the rest. */
const maxItemCharacters = 2_000_000

export type DeltaBuffer = {
  push(fence: Fence, itemId: string, text: string): void
  /**
   * Forgets items that an event closes. Resolves when nothing of them is on its way any more: what is written after the
   * event has deleted its deltas would stay for ever.
   */
  close(sessionId: string, names: readonly string[], prefixes: readonly string[]): Promise<void>
  forget(sessionId: string): void
  flush(): Promise<void>
  /** The database may have lost its unlogged rows: every open item is written again from its start. */
  rewrite(): void
}

export function createDeltaBuffer(pool: Pool, onTrouble: (error: Error) => void): DeltaBuffer {
  const items = new Map<string, Item>()
  let flushing: Promise<void> | null = null

  const takeRows = (): DeltaRow[] => {
    const rows: DeltaRow[] = []
    for (const item of items.values()) {
      if (item.text.length === item.flushed) continue
      const { sessionId, epoch } = item.fence
      rows.push({
        sessionId,
        itemId: item.itemId,
        epoch,
        generation: item.generation,
        offset: item.flushed,
        text: item.text.slice(item.flushed),
      })
      item.flushed = item.text.length
    }
    return rows
  }
  const writeAgain = () => {
    for (const item of items.values()) {
      item.generation += 1
      item.flushed = 0
    }
  }
  return {
    push(fence, itemId, text) {
      const key = `${fence.sessionId} ${itemId}`
      let item = items.get(key)
      if (!item || item.fence.epoch !== fence.epoch) {
        item = { fence, itemId, generation: fence.epoch * 1000, text: '', flushed: 0, pieces: cleanPieces() }
        items.set(key, item)
      }
      if (item.text.length < maxItemCharacters) item.text += item.pieces.push(text)
    },
    async close(sessionId, names, prefixes) {
      let found = false
      for (const [key, item] of items) {
        if (item.fence.sessionId !== sessionId) continue
        if (names.includes(item.itemId) || prefixes.some((prefix) => item.itemId.startsWith(prefix))) {
          items.delete(key)
          found = true
        }
      }
      if (found) await flushing
    },
    forget(sessionId) {
      for (const [key, item] of items) if (item.fence.sessionId === sessionId) items.delete(key)
    },
    rewrite: writeAgain,
    async flush() {
      if (flushing) return flushing
      const rows = takeRows()
      if (rows.length === 0) return
      flushing = flushDeltas(pool, rows)
        .catch((error: Error) => {
          writeAgain()
          onTrouble(error)
        })
        .finally(() => {
          flushing = null
        })
      return flushing
    },
  }
}
