'use client'
// The commit message, editable because it is part of what is signed; below it the lines that the merge adds by a fixed rule.

import { useId } from 'react'
import { hasHidden } from '../../lib/protocol/visible-text.ts'
import type { SessionView } from '../../lib/realtime/session-client.ts'
import { useScope } from '../session/session-scope.tsx'
import { trickWords, Visible } from '../session/visible.tsx'
import { Textarea } from '../ui/textarea.tsx'
import type { SignatureView } from './describe-signature.ts'

export function SignatureMessage({
  view,
  signature,
  value,
  onChange,
}: {
  view: SessionView
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
        rows={2}
        maxLength={8000}
        value={value}
        readOnly={!onChange}
        onChange={(event) => onChange?.(event.target.value)}
      />
      {hasHidden(value) && (
        <pre className="mt-1 whitespace-pre-wrap text-code wrap-anywhere">
          <Visible text={value} />
        </pre>
      )}
      {trickWords([value]) && <p className="text-waits text-xs">{trickWords([value])}</p>}
      <Added view={view} signature={signature} />
    </div>
  )
}

/** Once the merge has begun its message is known word for word; before, the lines that are added by a fixed rule. */
function Added({ view, signature }: { view: SessionView; signature: SignatureView }) {
  const { sessionId, reader } = useScope()
  const { state, story } = view
  const look = 'mt-1 whitespace-pre-wrap wrap-anywhere text-ink-3 text-xs'
  if (story.merging && story.merging.mergedTree === signature.subject.mergedTree)
    return (
      <pre className={look}>
        <Visible text={story.merging.message} />
      </pre>
    )
  const names = [
    ...new Set([...signature.reviewers, ...signature.signers.map((one) => one.name), reader.name]),
  ]
  const scripted = state.model.provider === 'scripted' ? ' (a script, not a model)' : ''
  const lines = [
    `Countersign-Session: …/sessions/${sessionId}`,
    ...(state.run.status === 'none' ? [] : [`Countersign-Run: ${state.run.id}`]),
    `Countersign-Engine: ${state.engine}`,
    `Countersign-Model: ${state.model.name}${scripted}`,
    ...names.map((name) => `Reviewed-by: ${name} <…>`),
  ]
  return (
    <figure className="mt-2">
      <figcaption className="text-ink-3 text-xs">Added when it merges, with full addresses</figcaption>
      <pre className={look}>{lines.join('\n')}</pre>
    </figure>
  )
}
