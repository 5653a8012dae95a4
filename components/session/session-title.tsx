'use client'
// The title, which a person may change in place: click or press Enter on it, type, Enter keeps, Escape leaves.
import { useEffect, useRef, useState } from 'react'
import { Input } from '../ui/input.tsx'
import { toast } from '../ui/toast.tsx'
import { useScope } from './session-scope.tsx'

export function SessionTitle({
  title,
  editing,
  onEditing,
}: {
  title: string
  editing: boolean
  onEditing: (editing: boolean) => void
}) {
  const { client, reader } = useScope()
  const [text, setText] = useState(title)
  const [asked, setAsked] = useState<string | null>(null)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (!editing) return
    setText(title)
    field.current?.focus()
    field.current?.select()
  }, [editing, title])

  async function keep() {
    const next = text.trim()
    onEditing(false)
    if (next === '' || next === title) return
    setAsked(next)
    const answer = await client.send('session.rename', { title: next })
    setAsked(null)
    if (!answer.ok) toast.error(answer.message)
  }
  if (editing) {
    return (
      <form
        className="min-w-0 flex-1"
        onSubmit={(event) => {
          event.preventDefault()
          void keep()
        }}
      >
        <Input
          ref={field}
          aria-label="Title"
          maxLength={200}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onBlur={() => void keep()}
          onKeyDown={(event) => event.key === 'Escape' && onEditing(false)}
        />
      </form>
    )
  }
  return (
    <h1 className="min-w-0 truncate font-semibold text-base">
      {reader.mayWrite ? (
        <button
          type="button"
          title="Rename"
          onClick={() => onEditing(true)}
          className="max-w-full truncate rounded-xs hover:bg-sunken"
        >
          {asked ?? title}
        </button>
      ) : (
        (asked ?? title)
      )}
    </h1>
  )
}
