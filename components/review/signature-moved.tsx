'use client'
// Says that this is asked again because the target moved, and shows what that changed in the merged tree.

import type { AskView } from '../../lib/domain/story.ts'
import { Callout } from '../ui/callout.tsx'
import { plural } from './count-decisions.ts'
import type { SignatureView } from './describe-signature.ts'
import { useChanges } from './use-changes.ts'

export function SignatureMoved({
  sessionId,
  signature,
  ask,
  branch,
}: {
  sessionId: string
  signature: SignatureView
  ask: AskView
  branch: string
}) {
  const { replaced, subject } = signature
  const range = replaced?.build ? { from: replaced.subject.mergedTree, to: subject.mergedTree } : null
  const { changes } = useChanges(sessionId, range)
  if (ask.status === 'voided')
    return (
      <div className="mb-4">
        <Callout tone="waits" title="This is no longer asked">
          {ask.voidReason}
        </Callout>
      </div>
    )
  if (!replaced) return null
  const files = changes?.files ?? []
  return (
    <div className="mb-4">
      <Callout tone="waits" title={`Asked again, because ${branch} moved`}>
        <p>
          It went from <code className="text-code">{replaced.subject.targetHead.slice(0, 7)}</code> to{' '}
          <code className="text-code">{subject.targetHead.slice(0, 7)}</code>. Your change is the same; the
          tree it makes was built and checked again.
        </p>
        {changes && (
          <p className="mt-1 wrap-anywhere">
            Others changed {plural(files.length, 'file')}
            {files.length > 0 && ': '}
            {files.slice(0, 8).map((file, at) => (
              <span key={file.path}>
                {at > 0 && ', '}
                <code className="text-code">{file.path}</code>
              </span>
            ))}
            {files.length > 8 && ` and ${files.length - 8} more`}.
          </p>
        )}
      </Callout>
    </div>
  )
}
