'use client'
// A text in which @ names files of the branch, completed as one types.
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { callApi } from '../shell/call-api.ts'
import { cx } from '../ui/cx.ts'
import { Textarea } from '../ui/textarea.tsx'
import { completeMention, type MentionAt, mentionAt } from './mentions.ts'

type Props = {
  id?: string
  'aria-describedby'?: string
  'aria-invalid'?: boolean
  projectId: string
  branch: string
  value: string
  onChange: (text: string) => void
  placeholder: string
}

export function MentionField({ projectId, branch, value, onChange, placeholder, ...described }: Props) {
  const field = useRef<HTMLTextAreaElement>(null)
  const listId = useId()
  const [at, setAt] = useState<MentionAt | null>(null)
  const [marked, setMarked] = useState(0)
  const files = useFiles(projectId, branch, at?.typed ?? null)
  const open = at !== null && files.length > 0

  const look = () => {
    const element = field.current
    const next =
      element && element.selectionStart === element.selectionEnd
        ? mentionAt(element.value, element.selectionStart)
        : null
    setAt((now) => (now?.from === next?.from && now?.typed === next?.typed ? now : next))
    if (next?.typed !== at?.typed) setMarked(0)
  }
  function choose(path: string) {
    if (!at) return
    const done = completeMention(value, at, path)
    onChange(done.text)
    setAt(null)
    requestAnimationFrame(() => {
      field.current?.focus()
      field.current?.setSelectionRange(done.caret, done.caret)
    })
  }
  function onKeyDown(event: KeyboardEvent) {
    if (!open || event.metaKey || event.ctrlKey) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) setMarked((now) => (now + step + files.length) % files.length)
    else if (event.key === 'Enter' || event.key === 'Tab') choose(files[marked]!)
    else if (event.key === 'Escape') setAt(null)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div className="relative">
      <Textarea
        {...described}
        ref={field}
        rows={6}
        maxRows={24}
        maxLength={20_000}
        required
        autoFocus
        placeholder={placeholder}
        value={value}
        aria-autocomplete="list"
        aria-controls={open ? listId : undefined}
        aria-activedescendant={open ? `${listId}-${marked}` : undefined}
        onChange={(event) => {
          onChange(event.target.value)
          look()
        }}
        onKeyDown={onKeyDown}
        onKeyUp={look}
        onClick={look}
        onBlur={() => setAt(null)}
        className="block"
      />
      {open && (
        <div
          id={listId}
          role="listbox"
          aria-label="Files"
          className="absolute inset-x-0 top-full z-20 mt-1 max-h-60 overflow-y-auto rounded-md border border-line bg-raised p-1 shadow-menu"
        >
          {files.map((path, index) => (
            <div
              key={path}
              id={`${listId}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === marked}
              // Before the field loses its focus.
              onPointerDown={(event) => {
                event.preventDefault()
                choose(path)
              }}
              className={cx(
                'truncate rounded-sm px-2 py-1 font-mono text-code touch',
                index === marked && 'bg-sunken',
              )}
            >
              {path}
            </div>
          ))}
        </div>
      )}
    </div>
  )
}

/** Files of the branch that fit what is typed; none while nothing is being mentioned. */
function useFiles(projectId: string, branch: string, typed: string | null): string[] {
  const [files, setFiles] = useState<string[]>([])
  useEffect(() => {
    if (typed === null) return setFiles([])
    const stop = new AbortController()
    const query = new URLSearchParams({ branch, q: typed })
    const timer = setTimeout(async () => {
      const answer = await callApi<{ files: string[] }>(
        'GET',
        `/api/projects/${projectId}/files?${query}`,
        undefined,
        stop.signal,
      )
      if (answer.ok) setFiles(answer.value.files.slice(0, 12))
    }, 80)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [projectId, branch, typed])
  return files
}
