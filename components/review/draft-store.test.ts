import { expect, test } from 'vitest'
import { choose, emptyDraft } from './draft.ts'
import { createDraftStore } from './draft-store.ts'

function memory(start: Record<string, string> = {}) {
  const kept = new Map(Object.entries(start))
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  }
}

test('a draft is there again after a reload', () => {
  const storage = memory()
  const draft = choose({ ...emptyDraft, reviewId: 'r' }, ['h'], { decision: 'reject', reason: 'slow' })
  createDraftStore('k', storage).set(draft)
  expect(createDraftStore('k', storage).get()).toEqual(draft)
  expect(createDraftStore('other', storage).get()).toEqual(emptyDraft)
})

test('what was kept wrongly is an empty draft, not a broken page', () => {
  expect(createDraftStore('k', memory({ k: '{"reviewId":1}' })).get()).toEqual(emptyDraft)
  expect(createDraftStore('k', memory({ k: 'not json' })).get()).toEqual(emptyDraft)
})

test('a full storage loses nothing while the page is open', () => {
  const full = {
    ...memory(),
    setItem: () => {
      throw new Error('quota')
    },
  }
  const store = createDraftStore('k', full)
  let told = 0
  store.subscribe(() => {
    told += 1
  })
  store.set({ ...emptyDraft, message: 'kept' })
  expect(store.get().message).toBe('kept')
  expect(told).toBe(1)
})
