'use client'
// A decision that was taken, as it is signed: who, when, why, and the digest that leads to what was signed.
import { memo, useState } from 'react'
import { commandLine } from '../../../lib/domain/command-line.ts'
import type { AskView, DecisionView, Story } from '../../../lib/domain/story.ts'
import { ClockTime } from '../../ui/relative-time.tsx'
import { StateMark } from '../../ui/state.tsx'
import { useScope } from '../session-scope.tsx'
import { shortDigest } from '../words.ts'
import { SignedDialog } from './signed-dialog.tsx'
import { personWords } from './small-lines.tsx'

export const AskLine = memo(function AskLine({ ask }: { ask: AskView }) {
  const [shown, setShown] = useState(false)
  const silentPlan = ask.subject.kind === 'plan'
  return (
    <div>
      {!silentPlan && <Subject ask={ask} />}
      {ask.decisions.map((decision) => (
        <Signature
          key={decision.mac + decision.at}
          ask={ask}
          decision={decision}
          onOpen={() => setShown(true)}
        />
      ))}
      {ask.status === 'voided' && <p className="text-ink-3">No longer asked. {ask.voidReason}</p>}
      {shown && <SignedDialog ask={ask} onClose={() => setShown(false)} />}
    </div>
  )
})

function Subject({ ask }: { ask: AskView }) {
  const { subject } = ask
  if (subject.kind === 'signature') return null
  const words = {
    command: 'Asked to run',
    setup: 'Asked to run the setup',
    checks: 'Asked to run the checks',
    plan: '',
  }
  const command =
    subject.kind === 'command'
      ? commandLine(subject.argv)
      : subject.kind === 'setup'
        ? subject.command
        : subject.kind === 'checks'
          ? subject.commands.join(', ')
          : ''
  return (
    <p className="text-ink-2 wrap-anywhere">
      {words[subject.kind]} <code className="text-code">{command}</code>
    </p>
  )
}

const verbs: Record<DecisionView['decision'], string> = {
  approve: 'Approved',
  'send-back': 'Sent back',
  reject: 'Rejected',
  deny: 'Denied',
}

function Signature({ ask, decision, onOpen }: { ask: AskView; decision: DecisionView; onOpen: () => void }) {
  const { client, reader } = useScope()
  const good = decision.decision === 'approve'
  const verb = ask.subject.kind === 'signature' && good ? 'Signed' : verbs[decision.decision]
  const tone = good ? 'passed' : decision.decision === 'send-back' ? 'waits' : 'bad'
  const by = decision.person.token
    ? `decided by token ${decision.person.token.name} of ${decision.person.name}`
    : `by ${personWords(decision.person, reader.userId).replace(/^You$/, 'you')}`
  const edited = good && isEdited(ask, client.getSnapshot().story)
  return (
    <div className="text-ink-2">
      <p>
        <StateMark tone={tone} word={verb} className="mr-1 align-[-3px]" />
        <span
          className={
            good
              ? 'font-medium text-passed'
              : tone === 'bad'
                ? 'font-medium text-bad'
                : 'font-medium text-waits'
          }
        >
          {verb} {by}
        </span>
        {edited && ', as edited'} <ClockTime at={decision.at} className="text-ink-3" />{' '}
        <button
          type="button"
          onClick={onOpen}
          aria-label={`Show what was decided, digest ${shortDigest(ask.digest)}`}
          className="rounded-xs font-mono text-code text-ink-3 max-md:-my-3 underline decoration-line-strong underline-offset-2 hover:text-ink max-md:py-3.5"
        >
          {shortDigest(ask.digest)}
        </button>
      </p>
      {decision.reason && (
        <p className="whitespace-pre-wrap wrap-anywhere border-line-strong border-l-2 pl-3 text-ink-2">
          {decision.reason}
        </p>
      )}
    </div>
  )
}

/** A plan that a person edited is a revision of its own; so is one that the agent mended after it came back. */
const isEdited = ({ subject }: AskView, story: Story) =>
  subject.kind === 'plan' &&
  story.items.some(
    (item) => item.kind === 'plan' && item.plan.revision === subject.revision && item.plan.editedBy !== null,
  )
