'use client'
// The state of the panel that belongs to the URL, so that every view of it is a link. Moves without asking the server.

import { useSearchParams } from 'next/navigation'

export type Params = Record<string, string | null>

export function useUrl() {
  const params = useSearchParams()
  return {
    get: (name: string) => params.get(name),
    /** null removes. `push` makes a step that the browser's back button undoes. */
    set(changes: Params, { push = false } = {}) {
      const next = new URLSearchParams(window.location.search)
      for (const [name, value] of Object.entries(changes))
        if (value === null) next.delete(name)
        else next.set(name, value)
      const query = next.toString()
      const url = query ? `?${query}` : window.location.pathname
      if (push) window.history.pushState(null, '', url)
      else window.history.replaceState(null, '', url)
    },
  }
}
