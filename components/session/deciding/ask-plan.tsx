'use client'
// The plan waits: approve it (as it is or as edited), send it back with a comment, or reject it and end the session.
import { useRef, useState } from 'react'
import type { AskView } from '../../../lib/domain/story.ts'
import type { ApprovalSubject } from '../../../lib/protocol/approval-subjects.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { useKeys } from '../../ui/use-keys.ts'
import { problemOfPlan, usePlanDraft } from '../plan-draft.tsx'
import { useScope } from '../session-scope.tsx'
import { planCounts } from '../story/plan-block.tsx'
import { openPlace } from '../use-work-place.ts'
import { trickWords } from '../visible.tsx'
import { tidySteps } from '../work/edit-steps.ts'
import { peopleWords } from './command-words.ts'
import { DecidingFrame, OnlyReading } from './deciding-frame.tsx'
import { ReasonField } from './reason-field.tsx'
import { useDecide } from './use-decide.ts'

type Subject = Extract<ApprovalSubject, { kind: 'plan' }>

export function AskPlan({ ask, subject }: { ask: AskView; subject: Subject }) {
  const { reader } = useScope()
  const { busy, problem, decide } = useDecide(ask)
  const { draft, setDraft, begin } = usePlanDraft(ask)
  const [comment, setComment] = useState('')
  const [commenting, setCommenting] = useState(false)
  const [rejecting, setRejecting] = useState(false)
  const field = useRef<HTMLTextAreaElement>(null)
  const mine = reader.mayDecide && !ask.decisions.some((one) => one.person.userId === reader.userId)
  const flaw = draft && problemOfPlan(draft)
  const { summary, steps } = draft ?? subject
  const tricks = trickWords([
    summary,
    ...steps.flatMap((step) => [step.title, step.detail, ...(step.paths ?? []), ...(step.commands ?? [])]),
  ])

  async function approve() {
    if (flaw) return
    const edit = draft
      ? { kind: 'plan' as const, summary: draft.summary, steps: tidySteps(draft.steps) }
      : undefined
    if (await decide('approve', { reason: comment, edit })) setDraft(null)
  }
  function sendBack() {
    if (comment.trim() !== '') return void decide('send-back', { reason: comment })
    setCommenting(true)
    requestAnimationFrame(() => field.current?.focus())
  }
  function edit() {
    if (!draft) begin()
    openPlace({ tab: 'plan' })
  }
  useKeys(
    mine
      ? [
          { keys: 'a', label: 'Approve the plan', run: () => void approve() },
          { keys: 's', label: 'Send the plan back', run: sendBack },
          { keys: 'e', label: 'Edit the plan', run: edit },
        ]
      : [],
  )
  return (
    <DecidingFrame
      title="The plan waits for approval"
      problem={flaw ?? problem}
      buttons={
        mine && (
          <>
            <Button variant="quiet" disabled={busy !== null} onClick={() => setRejecting(true)}>
              Reject
            </Button>
            <Button keys="s" busy={busy === 'send-back'} disabled={busy === 'approve'} onClick={sendBack}>
              Send back
            </Button>
            {!draft && (
              <Button keys="e" onClick={edit}>
                Edit
              </Button>
            )}
            <Button
              variant="primary"
              keys="a"
              className="ml-auto max-md:flex-1"
              busy={busy === 'approve'}
              disabled={busy === 'send-back' || flaw !== null}
              onClick={() => void approve()}
            >
              {draft ? 'Approve as edited' : 'Approve plan'}
            </Button>
          </>
        )
      }
    >
      <p className="text-ink-2">
        {planCounts(draft ?? subject)}
        {draft && ', edited by you and not approved yet'}. {ask.rule} Blocks {ask.blocks}.
        {peopleWords(ask) && ` ${peopleWords(ask)}.`}
      </p>
      {mine && (commenting || comment !== '') && (
        <ReasonField
          open
          label="What should change"
          placeholder="What should change?"
          field={field}
          value={comment}
          onChange={setComment}
          onOpen={() => setCommenting(true)}
          onSubmit={sendBack}
        />
      )}
      {tricks && <p className="text-waits">{tricks}</p>}
      {!reader.mayDecide && <OnlyReading />}
      <Dialog
        open={rejecting}
        onOpenChange={setRejecting}
        title="Reject this plan"
        description="The session ends here. Nothing was changed; its log stays. To have another plan, send this one back instead."
        footer={
          <>
            <Button onClick={() => setRejecting(false)}>Keep deciding</Button>
            <Button
              variant="danger"
              busy={busy === 'reject'}
              onClick={() => void decide('reject', { reason: comment })}
            >
              Reject the plan
            </Button>
          </>
        }
      />
    </DecidingFrame>
  )
}
