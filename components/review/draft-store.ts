// Keeps the draft of one session in this browser: over reloads, between the panel and the header, and between tabs.
// What cannot be kept (storage full or closed) stays in memory; nothing is ever sent from here.

import { Draft, emptyDraft } from './draft.ts'

type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem' | 'removeItem'>
export type DraftStore = {
  subscribe: (onChange: () => void) => () => void
  get: () => Draft
  set: (draft: Draft) => void
  /** Another tab wrote. */
  reload: () => void
}

export function createDraftStore(key: string, storage: Storage | null): DraftStore {
  const readers = new Set<() => void>()
  let draft = read(key, storage)
  const tell = () => {
    for (const reader of readers) reader()
  }
  return {
    subscribe(onChange) {
      readers.add(onChange)
      return () => readers.delete(onChange)
    },
    get: () => draft,
    set(next) {
      draft = next
      try {
        storage?.setItem(key, JSON.stringify(next))
      } catch {
        // Full or forbidden: the draft lives as long as the page.
      }
      tell()
    },
    reload() {
      draft = read(key, storage)
      tell()
    },
  }
}

function read(key: string, storage: Storage | null): Draft {
  try {
    const parsed = Draft.safeParse(JSON.parse(storage?.getItem(key) ?? 'null'))
    return parsed.success ? parsed.data : emptyDraft
  } catch {
    return emptyDraft
  }
}

const stores = new Map<string, DraftStore>()

/** The one store of a session in this tab. On the server an empty one that keeps nothing. */
export function draftStoreOf(sessionId: string): DraftStore {
  if (typeof window === 'undefined') return createDraftStore('', null)
  const known = stores.get(sessionId)
  if (known) return known
  const key = `countersign.review.${sessionId}`
  const store = createDraftStore(key, openStorage())
  window.addEventListener('storage', (event) => {
    if (event.key === key) store.reload()
  })
  stores.set(sessionId, store)
  return store
}

function openStorage(): Storage | null {
  try {
    return window.localStorage
  } catch {
    return null
  }
}
