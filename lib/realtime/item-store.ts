// The texts that stream before they are complete, in a browser: by item, generation and offset, so that nothing is there
// twice and a gap is noticed. Listeners hear of one item only, at most about 20 times a second.
import type { ItemCursor } from '../protocol/socket.ts'

export type Later = (callback: () => void, milliseconds: number) => void

const throttleMs = 50

export type ItemStore = {
  /** Returns false when text is missing before `offset`: the reader must open again with its cursors. */
  append: (itemId: string, generation: number, offset: number, text: string) => boolean
  text: (itemId: string) => string
  cursors: () => ItemCursor[]
  /** Forgets the items for which `closes` is true: their closing event holds the text from now on. */
  remove: (closes: (itemId: string) => boolean) => void
  subscribe: (itemId: string, listener: () => void) => () => void
}

export function createItemStore(later: Later): ItemStore {
  const items = new Map<string, { generation: number; text: string }>()
  const listeners = new Map<string, Set<() => void>>()
  const waiting = new Set<string>()

  const tell = (itemId: string) => {
    if (waiting.has(itemId) || !listeners.has(itemId)) return
    waiting.add(itemId)
    later(() => {
      waiting.delete(itemId)
      for (const listener of [...(listeners.get(itemId) ?? [])]) listener()
    }, throttleMs)
  }

  return {
    append(itemId, generation, offset, text) {
      let item = items.get(itemId)
      if (item && generation < item.generation) return true
      if (!item || generation > item.generation) {
        item = { generation, text: '' }
        items.set(itemId, item)
      }
      const known = item.text.length - offset
      if (known < 0) return false
      if (text.length <= known) return true
      item.text += known === 0 ? text : text.slice(known)
      tell(itemId)
      return true
    },
    text: (itemId) => items.get(itemId)?.text ?? '',
    cursors: () =>
      [...items].map(([itemId, { generation, text }]) => ({ itemId, generation, length: text.length })),
    remove(closes) {
      for (const itemId of [...items.keys()]) {
        if (!closes(itemId)) continue
        items.delete(itemId)
        tell(itemId)
      }
    },
    subscribe(itemId, listener) {
      const set = listeners.get(itemId) ?? new Set()
      listeners.set(itemId, set.add(listener))
      return () => {
        set.delete(listener)
        if (set.size === 0 && listeners.get(itemId) === set) listeners.delete(itemId)
      }
    },
  }
}
