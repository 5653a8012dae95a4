'use client'
// The one screen before a merge: exactly what is signed, and nothing else. What it shows is what the digest binds; the
// message may be edited and is then part of what is signed. Closing it decides nothing.

import { useEffect, useRef, useState } from 'react'
import type { AskView } from '../../lib/domain/story.ts'
import { useScope } from '../session/session-scope.tsx'
import { closePlace } from '../session/use-work-place.ts'
import { Button } from '../ui/button.tsx'
import { Copyable } from '../ui/copyable.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { KeyValues } from '../ui/key-values.tsx'
import { State } from '../ui/state.tsx'
import { useKeys } from '../ui/use-keys.ts'
import { plural } from './count-decisions.ts'
import { DeclineForm } from './decline-form.tsx'
import { describeSignature, groupDigest, type SignatureView } from './describe-signature.ts'
import { SignatureMessage } from './signature-message.tsx'
import { SignatureMoved } from './signature-moved.tsx'
import { ChecksRow, HunksRow, OffPlanRow, SignersRow, TestsRow, TreeRow } from './signature-rows.tsx'
import { useChanges } from './use-changes.ts'
import type { ReviewProps } from './use-review.ts'

type Props = ReviewProps & { ask: AskView; onClose?: () => void }

/** Nothing for an ask that is no signature. `onClose` defaults to leaving the place in the address. */
export function SignatureScreen({ client, view, ask, onClose = closePlace }: Props) {
  const signature = describeSignature(view.story, ask)
  if (!signature) return null
  // A new request starts with a clean form: nothing typed for another tree is taken over.
  return (
    <Screen
      key={ask.approvalId}
      client={client}
      view={view}
      ask={ask}
      signature={signature}
      onClose={onClose}
    />
  )
}

function Screen({ client, view, ask, signature, onClose }: Required<Props> & { signature: SignatureView }) {
  const { sessionId, project, reader } = useScope()
  const { subject, build } = signature
  const [message, setMessage] = useState(subject.commitMessage)
  const [declining, setDeclining] = useState(false)
  const [sending, setSending] = useState<'sign' | 'decline' | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const range =
    build && view.story.review ? { from: view.story.review.baseTree, to: build.acceptedTree } : null
  const { changes } = useChanges(sessionId, range)
  const paths = changes?.files.map((file) => file.path) ?? null

  const mine = signature.signers.some((person) => person.userId === reader.userId)
  const canSign = ask.status === 'open' && reader.mayDecide && !mine
  const branch = subject.targetRef.replace(/^refs\/heads\//, '')

  async function decide(decision: 'approve' | 'reject', reason: string) {
    if (sending || !canSign) return
    if (decision === 'approve' && message.trim() === '') {
      setProblem('Write a commit message first: it is part of what you sign.')
      return
    }
    setSending(decision === 'approve' ? 'sign' : 'decline')
    setProblem(null)
    const edited = message.trim() !== subject.commitMessage.trim()
    const answer = await client.send('approval.decide', {
      approvalId: ask.approvalId,
      digest: ask.digest,
      decision,
      reason,
      ...(decision === 'approve' && edited
        ? { edit: { kind: 'signature' as const, commitMessage: message.trim() } }
        : {}),
    })
    setSending(null)
    if (!answer.ok) setProblem(answer.message)
    else if (decision === 'reject') onClose()
  }
  useKeys(
    canSign && !declining
      ? [
          {
            keys: '$mod+Enter',
            label: 'Sign and merge',
            everywhere: true,
            run: () => void decide('approve', ''),
          },
        ]
      : [],
  )
  // What was asked is settled elsewhere: nobody should look at a form that can no longer be sent.
  const settled = ask.status === 'refused'
  useEffect(() => {
    if (settled) onClose()
  }, [settled, onClose])

  const rows = [
    { name: 'Tree', value: <TreeRow view={signature} branch={branch} /> },
    { name: 'Hunks', value: <HunksRow view={signature} /> },
    { name: 'Checks', value: <ChecksRow view={signature} /> },
    { name: 'Tests changed', value: <TestsRow view={signature} /> },
    { name: 'Off the plan', value: <OffPlanRow plan={view.story.plan} paths={paths} /> },
    {
      name: 'Signatures',
      value: <SignersRow view={signature} required={ask.required} userId={reader.userId} />,
    },
    {
      name: 'Message',
      value: (
        <SignatureMessage
          view={view}
          signature={signature}
          value={message}
          onChange={canSign ? setMessage : null}
        />
      ),
    },
  ]
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      width="lg"
      title="You sign this, and only this"
      description={
        <>
          It merges into <code className="text-code">{branch}</code> of {project.name} at once. If the base
          moves first, you are asked again.
        </>
      }
      footer={
        <>
          <span className="mr-auto text-ink-3 max-md:w-full">
            digest <Copyable value={ask.digest} shown={groupDigest(ask.digest)} label="digest" />
          </span>
          {!declining && (
            <>
              {canSign && (
                <Button variant="quiet" onClick={() => setDeclining(true)}>
                  Decline
                </Button>
              )}
              <Button keys="Escape" onClick={onClose} className="max-md:flex-1">
                {ask.status === 'open' ? 'Back to review' : 'Back to the session'}
              </Button>
              {canSign ? (
                <Button
                  variant="primary"
                  keys="$mod+Enter"
                  busy={sending === 'sign'}
                  onClick={() => void decide('approve', '')}
                  className="max-md:flex-1"
                >
                  Sign and merge
                </Button>
              ) : (
                <Standing
                  view={view}
                  ask={ask}
                  signature={signature}
                  mine={mine}
                  mayDecide={reader.mayDecide}
                />
              )}
            </>
          )}
        </>
      }
    >
      <FocusDialog />
      <SignatureMoved sessionId={sessionId} signature={signature} ask={ask} branch={branch} />
      <KeyValues items={rows} />
      {declining && (
        <DeclineForm
          busy={sending === 'decline'}
          onDecline={(reason) => void decide('reject', reason)}
          onKeep={() => setDeclining(false)}
        />
      )}
      {problem && (
        <p role="alert" className="mt-3 text-bad">
          {problem}
        </p>
      )}
    </Dialog>
  )
}

/** Nothing that acts has the focus at first: Enter must never sign by itself. */
function FocusDialog() {
  const mark = useRef<HTMLSpanElement>(null)
  useEffect(() => mark.current?.closest<HTMLElement>('[role="dialog"]')?.focus(), [])
  return <span ref={mark} hidden />
}

/** In place of the button, why there is none. */
function Standing({
  view,
  ask,
  signature,
  mine,
  mayDecide,
}: {
  view: ReviewProps['view']
  ask: AskView
  signature: SignatureView
  mine: boolean
  mayDecide: boolean
}) {
  if (ask.status === 'voided') return <State tone="past">No longer asked</State>
  if (ask.status === 'approved') {
    const { commit } = view.state.merge
    if (view.state.phase === 'merged' && commit)
      return <State tone="passed">Merged as {commit.slice(0, 7)}</State>
    return <State tone="running">{mine ? 'Signed by you; merging' : 'Signed; merging'}</State>
  }
  const missing = ask.required - signature.signers.length
  if (mine)
    return (
      <State tone="waits">Signed by you; waits for {plural(missing, 'more person', 'more people')}</State>
    )
  return mayDecide ? null : <State tone="past">Only people who may decide can sign</State>
}
