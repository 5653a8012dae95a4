'use client'
// Which columns of the list a person wants to see; kept in this browser.
import { useCallback, useSyncExternalStore } from 'react'

export const columnNames = {
  state: 'State',
  project: 'Project',
  person: 'Described by',
  branch: 'Branch',
  created: 'Begun',
  updated: 'Last moved',
} as const
export type Column = keyof typeof columnNames
const allColumns = Object.keys(columnNames) as Column[]
const usual: readonly Column[] = ['state', 'project', 'person', 'updated']
const storedAs = 'session-columns'
const changed = 'columnschange'

let seenText: string | null = null
let seen: readonly Column[] = usual

/** The same array as long as nothing changed. */
function read(): readonly Column[] {
  const text = localStorage.getItem(storedAs)
  if (text === seenText) return seen
  seenText = text
  const wanted = text?.split(',') ?? null
  seen = wanted ? allColumns.filter((column) => wanted.includes(column)) : usual
  return seen
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener(changed, onChange)
  window.addEventListener('storage', onChange)
  return () => {
    window.removeEventListener(changed, onChange)
    window.removeEventListener('storage', onChange)
  }
}

export function useColumns(): [readonly Column[], (column: Column, wanted: boolean) => void] {
  const columns = useSyncExternalStore(subscribe, read, () => usual)
  const choose = useCallback((column: Column, wanted: boolean) => {
    const next = allColumns.filter((one) => (one === column ? wanted : read().includes(one)))
    localStorage.setItem(storedAs, next.join(','))
    window.dispatchEvent(new Event(changed))
  }, [])
  return [columns, choose]
}
