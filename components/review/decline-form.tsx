'use client'
// Says no to a signature: the review opens again, and the reason stands in the story.

import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Textarea } from '../ui/textarea.tsx'

export function DeclineForm({
  busy,
  onDecline,
  onKeep,
}: {
  busy: boolean
  onDecline: (reason: string) => void
  onKeep: () => void
}) {
  const [reason, setReason] = useState('')
  return (
    <div className="mt-4">
      <Field label="Why not (optional)" hint="The review opens again with everything that was decided.">
        <Textarea
          rows={2}
          autoFocus
          value={reason}
          maxLength={8000}
          onChange={(event) => setReason(event.target.value)}
        />
      </Field>
      <div className="mt-2 flex justify-end gap-2">
        <Button onClick={onKeep}>Keep it open</Button>
        <Button variant="danger" busy={busy} onClick={() => onDecline(reason.trim())}>
          Decline to sign
        </Button>
      </div>
    </div>
  )
}
