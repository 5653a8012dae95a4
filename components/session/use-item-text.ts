'use client'
// Text of an item that is still being written, at most 20 times a second however fast it comes.
import { useCallback, useSyncExternalStore } from 'react'
import { useScope } from './session-scope.tsx'

const paceMs = 50
const never = () => () => {}
const nothing = () => ''

/** The first piece shows at once, the rest at the pace; null reads nothing. */
export function useItemText(itemId: string | null): string {
  const { client } = useScope()
  const subscribe = useCallback(
    (onChange: () => void) =>
      itemId === null ? never() : paced(onChange, (tell) => client.subscribeItem(itemId, tell)),
    [client, itemId],
  )
  const read = useCallback(() => (itemId === null ? '' : client.itemText(itemId)), [client, itemId])
  return useSyncExternalStore(subscribe, read, nothing)
}

/** Passes calls on at most once per pace; the last one is never lost. Returns how to stop. */
export function paced(onChange: () => void, subscribe: (tell: () => void) => () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null
  let due = false
  function open() {
    timer = null
    if (due) pass()
  }
  function pass() {
    due = false
    timer = setTimeout(open, paceMs)
    onChange()
  }
  const stop = subscribe(() => {
    if (timer === null) pass()
    else due = true
  })
  return () => {
    stop()
    if (timer !== null) clearTimeout(timer)
  }
}
