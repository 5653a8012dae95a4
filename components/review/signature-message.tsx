'use client'
// The commit message, editable because it is part of what is signed; below it the lines that the merge adds by a fixed rule.

import { useId } from 'react'
import type { AskView } from '../../lib/domain/story.ts'
import type { SessionView } from '../../lib/realtime/session-client.ts'
import { Textarea } from '../ui/textarea.tsx'
import type { SignatureView } from './describe-signature.ts'

export function SignatureMessage({
  view,
  signature,
  value,
  onChange,
}: {
  view: SessionView
  ask: AskView
  signature: SignatureView
  value: string
  /** null: reads only. */
  onChange: ((message: string) => void) | null
}) {
  const id = useId()
  return (
    <div>
      <label htmlFor={id} className="sr-only">
        Commit message
      </label>
      <Textarea
        id={id}
        mono
        rows={3}
        maxLength={8000}
        value={value}
        readOnly={!onChange}
        onChange={(event) => onChange?.(event.target.value)}
      />
      <Added view={view} signature={signature} />
    </div>
  )
}

/** Once the merge has begun its message is known word for word; before, what its trailers name. */
function Added({ view, signature }: { view: SessionView; signature: SignatureView }) {
  const { merging } = view.story
  if (merging && merging.mergedTree === signature.subject.mergedTree)
    return <pre className="mt-2 whitespace-pre-wrap text-code text-ink-3">{merging.message}</pre>
  return (
    <p className="mt-2 text-ink-3 text-xs">
      The merge adds trailers that name this session, the engine ({view.state.engine}), the model (
      {view.state.model.name}) and who reviewed and signed. They cannot be edited.
    </p>
  )
}
