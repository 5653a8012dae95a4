'use client'
// The title, which a person may change in place: Enter keeps what is typed, Escape leaves it.
import { Pencil } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { visibleLine } from '../../lib/protocol/visible-text.ts'
import { IconButton } from '../ui/button.tsx'
import { Input } from '../ui/input.tsx'
import { toast } from '../ui/toast.tsx'
import { useScope } from './session-scope.tsx'

export function SessionTitle({
  title,
  number,
  editing,
  onEditing,
}: {
  title: string
  number: number
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
    <div className="group flex min-w-0 items-center gap-1">
      <h1 className="min-w-0 truncate font-semibold text-base" title={visibleLine(asked ?? title)}>
        {visibleLine(asked ?? title)}
      </h1>
      <span className="shrink-0 text-ink-3">#{number}</span>
      {reader.mayWrite && (
        <IconButton
          label="Rename"
          onClick={() => onEditing(true)}
          className="opacity-0 focus-visible:opacity-100 group-hover:opacity-100 max-md:hidden"
        >
          <Pencil aria-hidden="true" className="size-3.5" />
        </IconButton>
      )}
    </div>
  )
}
