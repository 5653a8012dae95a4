'use client'
// Files to choose from above the composer. The field keeps the focus; the chosen one is told to screen readers.
import { useEffect, useRef } from 'react'
import { cx } from '../ui/cx.ts'

export function MentionList({
  id,
  files,
  chosen,
  onPick,
}: {
  id: string
  files: readonly string[]
  chosen: number
  onPick: (path: string) => void
}) {
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    list.current?.children[chosen]?.scrollIntoView({ block: 'nearest' })
  }, [chosen])
  return (
    <div
      ref={list}
      id={id}
      role="listbox"
      aria-label="Files"
      className="absolute bottom-full left-4 z-30 mb-1 max-h-64 w-[min(32rem,calc(100%-2rem))] overflow-y-auto rounded-md border border-line bg-raised p-1 shadow-menu md:left-5"
    >
      {files.map((path, index) => (
        <div
          key={path}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === chosen}
          // Before the field loses its focus.
          onMouseDown={(event) => {
            event.preventDefault()
            onPick(path)
          }}
          className={cx(
            'flex cursor-pointer items-center rounded-sm px-2 py-1 font-mono text-code touch',
            index === chosen ? 'bg-sunken' : 'hover:bg-sunken',
          )}
        >
          <span className="min-w-0 truncate">{path}</span>
        </div>
      ))}
    </div>
  )
}
