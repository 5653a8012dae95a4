'use client'
// Text of an item that is still being written. The client tells of it at most about 20 times a second, however fast it comes.
import { useCallback, useSyncExternalStore } from 'react'
import { useScope } from './session-scope.tsx'

const nothing = () => ''

/** null reads nothing. */
export function useItemText(itemId: string | null): string {
  const { client } = useScope()
  const subscribe = useCallback(
    (onChange: () => void) => (itemId === null ? () => {} : client.subscribeItem(itemId, onChange)),
    [client, itemId],
  )
  const read = useCallback(() => (itemId === null ? '' : client.itemText(itemId)), [client, itemId])
  return useSyncExternalStore(subscribe, read, nothing)
}
