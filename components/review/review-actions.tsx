'use client'
// What a reviewer does with a whole review: send it back, or ask for the signature. Decisions, comments and the message go
// in one batch; when the answer is no, everything stays as it was typed.

import { useEffect, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'
import { Textarea } from '../ui/textarea.tsx'
import { toast } from '../ui/toast.tsx'
import { useKeys } from '../ui/use-keys.ts'
import { plural, submissionOf } from './count-decisions.ts'
import { AcceptTheRest } from './review-status.tsx'
import { type Review, type ReviewProps, useReview } from './use-review.ts'

const OPEN = 'countersign:send-back'

/** Opens the dialog from anywhere on the page. */
export function openSendBack(): void {
  window.dispatchEvent(new Event(OPEN))
}

/** Nothing while no review waits for this reader. Show it once on a page: it owns the keys S and ⌘↵. */
export function ReviewActions({ client, view }: ReviewProps) {
  const review = useReview({ client, view })
  return review.open ? <Actions review={review} /> : null
}

function Actions({ review }: { review: Review }) {
  const [asking, setAsking] = useState(false)
  const { count, sending } = review
  const ready = count.undecided.length === 0 && count.accepted > 0
  useEffect(() => {
    const open = () => setAsking(true)
    window.addEventListener(OPEN, open)
    return () => window.removeEventListener(OPEN, open)
  }, [])

  async function askToSign() {
    if (sending) return
    if (!ready) {
      const rest = `${plural(count.undecided.length, 'hunk')} undecided. Decide them or accept the rest.`
      toast(count.undecided.length > 0 ? rest : 'Nothing is accepted, so there is nothing to sign.')
      return
    }
    const problem = await review.submit('request-signature')
    if (problem) toast.error('Not sent', { description: problem })
  }
  useKeys([
    { keys: 's', label: 'Send back to the agent', run: () => setAsking(true) },
    { keys: '$mod+Enter', label: 'Ask to sign', run: () => void askToSign() },
  ])
  return (
    <>
      <AcceptTheRest review={review} />
      <Button
        keys="s"
        busy={sending === 'send-back'}
        onClick={() => setAsking(true)}
        className="max-md:flex-1"
      >
        Send back
      </Button>
      <Button
        variant="primary"
        keys="$mod+Enter"
        disabled={!ready}
        title={
          ready ? undefined : count.undecided.length > 0 ? 'Some hunks are undecided' : 'Nothing is accepted'
        }
        busy={sending === 'request-signature'}
        onClick={askToSign}
        className="max-md:flex-1"
      >
        Ask to sign
      </Button>
      <SendBack review={review} open={asking} onOpenChange={setAsking} />
    </>
  )
}

function SendBack({
  review,
  open,
  onOpenChange,
}: {
  review: Review
  open: boolean
  onOpenChange: (open: boolean) => void
}) {
  const [problem, setProblem] = useState<string | null>(null)
  const { rejected } = review.count
  const { comments, message } = submissionOf(review.draft, review.hunkIds)
  const says = rejected + comments.length > 0 || message !== ''
  const contents = [
    rejected > 0 ? plural(rejected, 'rejected hunk') : null,
    comments.length > 0 ? plural(comments.length, 'comment') : null,
  ].filter((part) => part !== null)

  async function send() {
    if (!says) {
      setProblem(
        'Reject a hunk, comment on a line or write a message, so that the agent knows what to change.',
      )
      return
    }
    const answer = await review.submit('send-back')
    setProblem(answer)
    if (!answer) onOpenChange(false)
  }
  useKeys(open ? [{ keys: '$mod+Enter', label: 'Send back', everywhere: true, run: () => void send() }] : [])
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Send back to the agent"
      description={
        contents.length > 0
          ? `It gets ${contents.join(' and ')} with your message, and works on.`
          : 'It gets your message, and works on.'
      }
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>Keep reviewing</Button>
          <Button variant="primary" keys="$mod+Enter" busy={review.sending === 'send-back'} onClick={send}>
            Send back
          </Button>
        </>
      }
    >
      <Field label="Message (optional)" error={problem}>
        <Textarea
          rows={4}
          value={review.draft.message}
          maxLength={8000}
          placeholder="What is missing, or should be different"
          onChange={(event) => {
            const message = event.target.value
            review.update((draft) => ({ ...draft, message }))
          }}
        />
      </Field>
    </Dialog>
  )
}
