'use client'
// A cursor over a list, moved with j and k; Enter opens. The row scrolls into sight; pointer and cursor do not fight.
import { useEffect, useRef, useState } from 'react'
import { useKeys } from './use-keys.ts'

export type ListCursor = {
  /** -1 until a person moves, unless `start` says otherwise. */
  index: number
  set: (index: number) => void
  /** On each row's element. */
  row: (index: number) => { 'data-cursor': 'here' | undefined; ref: (element: HTMLElement | null) => void }
}

export function useListCursor(
  count: number,
  open: (index: number) => void,
  { start = -1, noun = 'line' } = {},
): ListCursor {
  const [wanted, setWanted] = useState(start)
  const index = Math.min(wanted, count - 1)
  const rows = useRef<(HTMLElement | null)[]>([])
  const moved = useRef(false)

  useEffect(() => {
    if (moved.current) rows.current[index]?.scrollIntoView({ block: 'nearest' })
  }, [index])

  const move = (by: number) => {
    moved.current = true
    setWanted(Math.max(0, Math.min(count - 1, index + by)))
  }
  useKeys(
    count === 0
      ? []
      : [
          { keys: 'j', label: `Next ${noun}`, hidden: true, repeats: true, run: () => move(1) },
          { keys: 'k', label: `Previous ${noun}`, hidden: true, repeats: true, run: () => move(-1) },
          { keys: 'Enter', label: `Open the ${noun}`, hidden: true, run: () => index >= 0 && open(index) },
        ],
  )
  return {
    index,
    set: setWanted,
    row: (at) => ({
      'data-cursor': at === index ? 'here' : undefined,
      ref: (element) => {
        rows.current[at] = element
      },
    }),
  }
}
